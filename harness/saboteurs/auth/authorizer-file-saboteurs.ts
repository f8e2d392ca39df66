import type { StartAttempt } from '../../ports/ports.ts';
import { sharedWebhookServer, type WebhookBreach } from '../../world/webhook-server.ts';
import { readsChangedFile } from '../changed-file.ts';
import { wrapKubeApi, type SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, and, by, on, refuses } from './breach.ts';

/** Stands between the server and its authorizers elsewhere. */
function betweenAuthorizers(named: SaboteurTitle, make: (reached: () => void) => WebhookBreach): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => {
      const breach = make(reached);
      return wrapKubeApi(ports, (api) => async (request) => {
        (await sharedWebhookServer()).breach = breach;
        return api.send(request);
      });
    },
  };
}

/** What comes of starting a server is something else. */
function startsOtherwise(named: SaboteurTitle, change: (attempt: StartAttempt) => StartAttempt): Saboteur {
  return {
    ...named,
    port: 'serverProcess',
    wrap: (ports, reached) => {
      const { serverProcess } = ports;
      if (serverProcess === undefined) return ports;
      const tryToStart: typeof serverProcess.tryToStart = async (flags) => {
        reached();
        return change(await serverProcess.tryToStart(flags));
      };
      return { ...ports, serverProcess: { ...serverProcess, tryToStart } };
    },
  };
}

/** Breaches of how authorizers are taken from a file. */
export const authorizerFileSaboteurs: readonly Saboteur[] = [
  betweenAuthorizers(
    { id: 'asks-all-webhooks-alike', breaks: 'AUTH-12f', title: 'asks all webhooks in one version' },
    (reached) => ({
      call: (name, call) => {
        if (name !== 'lenient') return undefined;
        reached();
        return { ...call, apiVersion: 'authorization.k8s.io/v1' };
      },
    }),
  ),
  betweenAuthorizers(
    {
      id: 'remembers-all-webhooks-alike',
      breaks: 'AUTH-12f',
      title: 'remembers the answers of all webhooks for one time',
    },
    (reached) => ({
      hides: (name, _call, earlier) => {
        if (name !== 'lenient' || earlier.length === 0) return false;
        reached();
        return true;
      },
    }),
  ),
  allows(
    {
      id: 'asks-webhooks-after-a-denial',
      breaks: 'AUTH-12f',
      title: 'lets a later webhook allow what an earlier one denied',
    },
    and(by('alice'), on('GET', /\/kube-public\/secrets$/)),
  ),
  allows(
    {
      id: 'fails-for-all-webhooks-alike',
      breaks: 'AUTH-12f',
      title: 'passes over every webhook that cannot be asked',
    },
    and(by('alice'), on('GET', /\/kube-public\/(?:services|replicationcontrollers)$/)),
  ),
  betweenAuthorizers(
    {
      id: 'asks-under-no-conditions',
      breaks: 'AUTH-12g',
      title: 'does not ask webhooks that have conditions',
    },
    (reached) => ({
      hides: (name) => {
        if (name !== 'strict') return false;
        reached();
        return true;
      },
    }),
  ),
  allows(
    {
      id: 'passes-over-unclear-conditions',
      breaks: 'AUTH-12g',
      title: 'takes a condition that cannot be judged for one that is false',
    },
    and(by('alice'), on('GET', /\/kube-public\/endpoints$/)),
  ),
  allows(
    {
      id: 'judges-conditions-at-any-price',
      breaks: 'AUTH-12g',
      title: 'evaluates conditions whatever they cost',
    },
    and(by('bob'), on('GET', /\/kube-public\/configmaps$/)),
  ),
  refuses(
    {
      id: 'fails-beside-false-conditions',
      breaks: 'AUTH-12g',
      title: 'fails for a condition that cannot be judged although another is false',
    },
    on('GET', /\/kube-system\/endpoints$/),
  ),
  startsOtherwise(
    {
      id: 'starts-with-any-authorizers',
      breaks: 'AUTH-12h',
      title: 'starts with the authorizers that it can read',
    },
    () => ({ started: true, said: '' }),
  ),
  startsOtherwise(
    { id: 'names-no-authorizer', breaks: 'AUTH-12h', title: 'does not say which field of the file is wrong' },
    ({ started, said }) => ({ started, said: said.replaceAll(/authorizers(?:\[\d+\])?\.?/g, '') }),
  ),
  readsChangedFile(
    {
      id: 'reads-the-file-of-authorizers-once',
      breaks: 'AUTH-12i',
      title: 'does not look at the file again while it runs',
    },
    () => undefined,
  ),
  readsChangedFile(
    {
      id: 'uses-what-it-can-of-a-bad-file',
      breaks: 'AUTH-12i',
      title: 'uses those authorizers of a bad file that it knows',
    },
    (written) => written.replace(/, \{type: (Magic|Node), name: \w+\}/, ''),
  ),
];
