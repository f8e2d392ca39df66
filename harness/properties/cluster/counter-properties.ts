import type { History } from '../../history/history.ts';
import { linearizable } from '../../judges/linearizable.ts';
import type { Property } from '../property.ts';
import { findings, operationsOf, readEverything, type CaseWork, type ClusterCase } from './cluster-case.ts';
import { clusterNeeds, judgeCases } from './cluster-property.ts';

const counter = 'count';

/** Reads, adds one and writes under the condition that nobody has written meanwhile. The word behind the count tells who did it. */
async function countUp(made: ClusterCase, number: number, isOver: () => boolean): Promise<void> {
  const client = made.client(`client-${number}`);
  const draws = made.draws(10 + number);
  for (let step = 1; !isOver(); step += 1) {
    const member = draws.between(1, made.cluster.size);
    const { answer } = await client.perform(member, { type: 'get', key: counter });
    await made.time.sleep(draws.between(1, 15)).over;
    if (answer === undefined) continue;
    const [found] = answer.kvs ?? [];
    const value = `${countOf(found?.value) + 1} ${number}.${step}`;
    await client.perform(draws.between(1, made.cluster.size), {
      type: 'txn',
      compare: [{ key: counter, target: 'mod', is: found?.mod ?? 0 }],
      success: [{ type: 'put', key: counter, value }],
      failure: [],
    });
    await made.time.sleep(draws.between(1, 40)).over;
  }
}

function countOf(value: string | undefined): number {
  return Number(value?.split(' ')[0] ?? 0);
}

const countingWork: CaseWork = {
  busy: async (made, isOver) => {
    const numbers = Array.from({ length: made.plan.clients }, (_, number) => number);
    await Promise.all(numbers.map((number) => countUp(made, number, isOver)));
  },
  afterwards: (made) => readEverything(made, [{ type: 'get', key: counter }]),
};

/** The count is what was acknowledged, and perhaps what nobody knows of. */
function sumProblems(history: History): readonly string[] {
  const operations = operationsOf(history);
  const increments = operations.filter(({ request }) => request.type === 'txn');
  const least = increments.filter(({ answer }) => answer?.succeeded === true).length;
  const most = least + increments.filter(({ outcome }) => outcome === 'unknown').length;
  return operations
    .filter(({ client }) => client === 'reader')
    .flatMap(({ member, answer }) => {
      const count = countOf(answer?.kvs?.[0]?.value);
      return count >= least && count <= most
        ? []
        : [
            `member ${member} counts ${count} in the end; ${least} increments were acknowledged, ${most - least} are unknown`,
          ];
    });
}

const countersUnderFaults: Property = {
  ...clusterNeeds,
  id: 'clients-count-to-the-sum-under-faults',
  requirements: ['ETCD-17c'],
  title: 'Clients that count up by compare and swap under faults lose no acknowledged count and gain none',
  storeMembers: 3,
  minimumLoad: 30,
  run: (context) =>
    judgeCases({
      context,
      requirements: ['ETCD-17c'],
      name: 'counted',
      clients: 5,
      faults: { virtual: 12, real: 6 },
      virtualCases: 3,
      work: countingWork,
      judge: (history) => [...sumProblems(history), ...findings(history, [linearizable])],
      judged: (history) => operationsOf(history).filter(({ answer }) => answer?.succeeded === true).length,
    }),
};

export const counterProperties: readonly Property[] = [countersUnderFaults];
