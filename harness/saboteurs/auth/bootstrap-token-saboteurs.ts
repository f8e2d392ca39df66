import type { Saboteur } from '../saboteur.ts';
import { believesToken, saysOfUser, shownToken } from './credential.ts';

/** Breaches of what AUTH-17 says of the tokens of machines that join. */
export const bootstrapTokenSaboteurs: readonly Saboteur[] = [
  saysOfUser(
    {
      id: 'forgets-the-groups-of-joiners',
      breaks: 'AUTH-17a',
      title: 'gives whoever joins only the group that all have',
    },
    (user, { request }) =>
      shownToken(request)?.startsWith('joiner.') === true
        ? { ...user, groups: ['system:bootstrappers', 'system:authenticated'] }
        : undefined,
  ),
  believesToken(
    {
      id: 'joins-without-end',
      breaks: 'AUTH-17b',
      title: 'does not look at the time of a bootstrap token',
    },
    (token) => token.startsWith('old123.'),
  ),
  believesToken(
    {
      id: 'joins-for-any-use',
      breaks: 'AUTH-17b',
      title: 'believes bootstrap tokens that are not for authentication',
    },
    (token) => token.startsWith('use123.'),
  ),
  believesToken(
    {
      id: 'joins-as-anybody',
      breaks: 'AUTH-17b',
      title: 'believes bootstrap tokens that give groups which are not of joiners',
    },
    (token) => token.startsWith('grp123.'),
  ),
  believesToken(
    {
      id: 'joins-from-any-namespace',
      breaks: 'AUTH-17c',
      title: 'finds bootstrap tokens in whatever namespace',
    },
    (token) => token.startsWith('strang.'),
  ),
];
