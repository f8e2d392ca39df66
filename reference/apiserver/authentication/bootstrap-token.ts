import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../sim/environment.ts';
import { objectAt, textAt } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { KubeObject } from '../resource-definition.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { TokenAuthenticator } from './authenticator.ts';

const tokenPattern = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
const everyGroup = 'system:bootstrappers';

/** The Secret of this name in `kube-system`, as the server knows it now. */
export type FindBootstrapSecret = (name: string) => KubeObject | undefined;

/**
 * Tokens by which machines join a cluster, `abcdef.0123456789abcdef`: good while the Secret `bootstrap-token-abcdef` in `kube-system`
 * says so. A token that is not is no reason to refuse: the next authenticator may know it. Source: Kubernetes, Authenticating with
 * Bootstrap Tokens.
 */
export function bootstrapTokenAuthenticator(clock: Clock, find: FindBootstrapSecret): TokenAuthenticator {
  return (token) => {
    const [, id = '', secret = ''] = tokenPattern.exec(token) ?? [];
    if (id === '') return undefined;
    const object = find(`bootstrap-token-${id}`);
    if (object === undefined || object.metadata?.deletionTimestamp !== undefined) return undefined;
    const identity = identityIn(object, { id, secret, now: clock.now() });
    return identity === undefined ? undefined : { identity };
  };
}

function identityIn(
  object: KubeObject,
  { id, secret, now }: { readonly id: string; readonly secret: string; readonly now: number },
): Identity | undefined {
  if (textAt(object, 'type') !== 'bootstrap.kubernetes.io/token') return undefined;
  const said = (name: string): string =>
    Buffer.from(textAt(objectAt(object, 'data'), name), 'base64').toString('utf8');
  if (!isSame(said('token-secret'), secret) || said('token-id') !== id) return undefined;
  const expiration = said('expiration');
  if (expiration !== '' && !((parseTimestamp(expiration) ?? 0) > now)) return undefined;
  if (said('usage-bootstrap-authentication') !== 'true') return undefined;
  const extra = said('auth-extra-groups');
  const groups = extra === '' ? [] : extra.split(',');
  if (!groups.every((group) => groupPattern.test(group))) return undefined;
  return { user: `system:bootstrap:${id}`, groups: [...new Set([everyGroup, ...groups])].sort() };
}

function isSame(kept: string, shown: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}
