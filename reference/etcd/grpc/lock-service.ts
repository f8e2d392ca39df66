import type { Whole } from '../../../schemas/etcd/wire-types.ts';
import type { MemberClient } from '../member-core.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { describedUnary } from './method.ts';
import type { Service } from './method.ts';
import { QueueOfKeys } from './queue-of-keys.ts';

const nothing = new Uint8Array(0);

/** What etcd gives a lock for which no lease is named, in seconds. */
const sessionTtlSeconds = 60;

/** The id of the lease that a request names; a new one where it names none. */
export async function sessionLease(client: MemberClient, lease: Whole): Promise<number> {
  const id = Number(lease);
  if (id === 0) return (await client.leaseGrant({ ttlSeconds: sessionTtlSeconds })).id;
  if (!Number.isSafeInteger(id)) throw new EtcdError(refusals.leaseNotFound);
  return id;
}

/** The lock stays until it is given back or its lease ends. */
export function lockService(client: MemberClient): Service {
  return {
    Lock: describedUnary(
      'Lock',
      'Lock',
      async (request: { readonly name: Uint8Array; readonly lease: Whole }, context) => {
        const queue = new QueueOfKeys(client, Uint8Array.from(request.name));
        const place = await queue.enter(await sessionLease(client, request.lease), nothing);
        const header = await queue.awaitTurn(place, context);
        return { header, key: place.key };
      },
    ),
    Unlock: describedUnary('Lock', 'Unlock', async (request: { readonly key: Uint8Array }) => {
      const { header } = await client.deleteRange({ key: Uint8Array.from(request.key) });
      return { header };
    }),
  };
}
