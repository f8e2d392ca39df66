import { linearizable } from '../../judges/linearizable.ts';
import { storeRevisions } from '../../judges/store-revisions.ts';
import type { Property, PropertyContext, PropertyResult } from '../property.ts';
import { findings, loadOf, readEverything, type CaseWork } from './cluster-case.ts';
import { clusterNeeds, judgeCases } from './cluster-property.ts';
import { groupRange, RandomTraffic, singleKeys } from './random-traffic.ts';

const requirements = ['ETCD-17', 'ETCD-17a', 'ETCD-17f'];

const randomWork: CaseWork = {
  busy: async (made, isOver) => {
    const clients = Array.from({ length: made.plan.clients }, (_, number) => new RandomTraffic(made, number));
    await Promise.all(clients.map((client) => client.run(isOver)));
  },
  afterwards: (made) =>
    readEverything(made, [
      ...singleKeys.map((key) => ({ type: 'get' as const, key })),
      { type: 'get', ...groupRange },
    ]),
};

function run(context: PropertyContext, members: number): Promise<PropertyResult> {
  return judgeCases({
    context,
    requirements,
    name: `linear-${members}`,
    clients: 5,
    faults: { virtual: 10, real: 10 },
    virtualCases: 2,
    work: randomWork,
    judge: (history) => findings(history, [storeRevisions, linearizable]),
    judged: (history) => loadOf(history).acknowledged,
  });
}

const threeMembers: Property = {
  ...clusterNeeds,
  id: 'three-members-are-linearizable-under-faults',
  requirements,
  title: 'What concurrent clients of three members are answered under faults is explained by one order',
  storeMembers: 3,
  minimumLoad: 150,
  run: (context) => run(context, 3),
};

const fiveMembers: Property = {
  ...clusterNeeds,
  id: 'five-members-are-linearizable-under-faults',
  requirements,
  title: 'What concurrent clients of five members are answered under faults is explained by one order',
  storeMembers: 5,
  minimumLoad: 150,
  run: (context) => run(context, 5),
};

export const linearizabilityProperties: readonly Property[] = [threeMembers, fiveMembers];
