import { objectIn, objectsAt, textAt } from '../fields.ts';
import { forbidden } from '../status.ts';
import { isAbout, type AdmissionPlugin } from './admission-chain.ts';

const hostname = 'kubernetes.io/hostname';

/** Nobody keeps others away from more than a node: one Pod could close whole zones otherwise. */
export const limitPodHardAntiAffinityTopology: AdmissionPlugin = {
  name: 'LimitPodHardAntiAffinityTopology',
  operations: ['CREATE', 'UPDATE'],
  validate: (request) => {
    if (!isAbout(request, '', 'pods')) return undefined;
    const rules = objectIn(request.object, 'spec', 'affinity', 'podAntiAffinity');
    for (const term of objectsAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution')) {
      const key = textAt(term, 'topologyKey');
      if (key === hostname) continue;
      const why = `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${key} but only key ${hostname} is allowed`;
      return forbidden(
        { group: '', resource: 'pods' },
        textAt(objectIn(request.object, 'metadata'), 'name'),
        why,
      );
    }
    return undefined;
  },
};
