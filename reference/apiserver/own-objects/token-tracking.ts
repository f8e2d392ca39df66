import type { Clock } from '../../sim/environment.ts';
import { isFields, type Fields } from '../fields.ts';
import { parseTimestamp, timestampText } from '../timestamp.ts';
import type { OwnObject } from './own-objects.ts';

const name = 'kube-apiserver-legacy-service-account-token-tracking';

/**
 * Tells since when the server notes the use of tokens that lie in Secrets, so that controllers know how long an unused one has
 * been unused. A day that can be read stays, whatever day it is. Source: Kubernetes, Managing Service Accounts.
 */
export function tokenTracking(clock: Clock): OwnObject {
  return {
    ...{ group: '', version: 'v1', plural: 'configmaps', namespace: 'kube-system', name },
    wanted: (present) => {
      const data = isFields(present?.['data']) ? present['data'] : {};
      if (isDay(data)) return undefined;
      return {
        ...present,
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: present?.['metadata'] ?? { name },
        data: { ...data, since: timestampText(clock.now()).slice(0, 10) },
      };
    },
  };
}

function isDay({ since }: Fields): boolean {
  if (typeof since !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(since)) return false;
  const time = parseTimestamp(`${since}T00:00:00Z`);
  return time !== undefined && timestampText(time).startsWith(since);
}
