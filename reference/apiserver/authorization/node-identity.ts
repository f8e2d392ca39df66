import type { Identity } from '../message.ts';

const prefix = 'system:node:';

/** The node that asks; undefined: no node does. '' where the user's name names none. */
export function nodeOf({ user, groups }: Identity): string | undefined {
  return user.startsWith(prefix) && groups.includes('system:nodes') ? user.slice(prefix.length) : undefined;
}
