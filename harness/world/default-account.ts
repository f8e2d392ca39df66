import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, KubeApi } from '../ports/ports.ts';
import { exchange } from './exchange.ts';

/** A controller that works makes it within a small part of this. */
const limitMs = 10_000;
const lookAgainMs = 20;

/** Resolves when the namespace has its service account `default`, or long after it should have. */
export async function defaultAccount(
  api: KubeApi,
  clock: Clock | undefined,
  namespace: string,
): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  const looked = { user: 'admin', method: 'GET', path, headers: { accept: 'application/json' } };
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += lookAgainMs) {
    const { status } = await exchange(api, looked);
    if (status === 200) return;
    if (waitedMs === 0 && clock?.kind === 'virtual') await clock.settle();
    else if (clock === undefined) await sleep(lookAgainMs);
    else await clock.advance(lookAgainMs);
  }
}
