import type { Identity } from '../message.ts';

/** Whoever shows no credentials. */
export const anonymous: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

const everybodyKnown = 'system:authenticated';
const everybodyUnknown = 'system:unauthenticated';

/** Whoever is recognised belongs to a group of all who are. */
export function amongTheKnown(identity: Identity): Identity {
  const { user, groups } = identity;
  if (user === anonymous.user || groups.includes(everybodyKnown) || groups.includes(everybodyUnknown))
    return identity;
  return { ...identity, groups: [...groups, everybodyKnown] };
}
