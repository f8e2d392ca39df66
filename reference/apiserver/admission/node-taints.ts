import { ensureObject, objectsAt, textAt } from '../fields.ts';
import type { AdmissionPlugin } from './admission-chain.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A new node takes no pods until somebody has found it ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  operations: ['CREATE'],
  mutate: (request) => {
    if (request.definition.kind !== 'Node' || request.object === undefined) return undefined;
    const spec = ensureObject(request.object, 'spec');
    const taints = objectsAt(spec, 'taints');
    const present = taints.some(
      (taint) => textAt(taint, 'key') === notReady.key && textAt(taint, 'effect') === notReady.effect,
    );
    if (!present) spec['taints'] = [...taints, { ...notReady }];
    return undefined;
  },
};
