import { ensureObject, textAt, type Fields } from '../fields.ts';
import { isAbout, type AdmissionPlugin } from './admission-chain.ts';
import { tolerationsOf } from './tolerations.ts';

/** How long Pods stay on a node that is not ready, and on one that cannot be reached; absent: five minutes. */
export interface TolerationSeconds {
  readonly notReady?: number;
  readonly unreachable?: number;
}

const fiveMinutes = 300;

/** Pods stay some time on a node that is not ready or cannot be reached, unless they say otherwise. */
export function defaultTolerationSeconds({
  notReady = fiveMinutes,
  unreachable = fiveMinutes,
}: TolerationSeconds): AdmissionPlugin {
  const outages = [
    { key: 'node.kubernetes.io/not-ready', seconds: notReady },
    { key: 'node.kubernetes.io/unreachable', seconds: unreachable },
  ];
  return {
    name: 'DefaultTolerationSeconds',
    operations: ['CREATE', 'UPDATE'],
    mutate: (request) => {
      if (!isAbout(request, '', 'pods') || request.object === undefined) return undefined;
      const spec = ensureObject(request.object, 'spec');
      const present = tolerationsOf(spec);
      const missing = outages.filter(({ key }) => !present.some((toleration) => tolerates(toleration, key)));
      const added = missing.map(({ key, seconds }) => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: seconds,
      }));
      if (added.length > 0) spec['tolerations'] = [...present, ...added];
      return undefined;
    },
  };
}

function tolerates(toleration: Fields, taint: string): boolean {
  const key = textAt(toleration, 'key');
  const effect = textAt(toleration, 'effect');
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}
