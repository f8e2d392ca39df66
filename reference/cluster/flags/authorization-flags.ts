import type { ApiServerOptions } from '../../apiserver/api-server.ts';
import { parsePolicyFile, type AbacPolicy } from '../../apiserver/authorization/abac-policy.ts';
import { authorizationModes, type AuthorizationMode } from '../../apiserver/authorization/authorization.ts';
import type { WebhookOptions } from '../../apiserver/authorization/webhook.ts';
import { parseKubeconfig } from '../../client/http/kubeconfig.ts';
import {
  parseAuthorizationConfiguration,
  type AuthorizationConfiguration,
} from '../authorization-configuration.ts';
import { durationMs } from '../duration.ts';
import { createReviewEndpoint } from '../review-endpoint.ts';
import { StartError } from '../start-error.ts';
import type { FlagGroup } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const policyFlag = 'authorization-policy-file';
const webhookFlag = 'authorization-webhook-config-file';
const configurationFlag = 'authorization-config';
const webhookTimeoutMs = 30_000;

/** Who may. */
export const authorizationFlags: FlagGroup = {
  flags: [
    {
      name: 'authorization-mode',
      argument: '<modes>',
      text: `some of ${authorizationModes.join(', ')}, asked in this order (default: AlwaysAllow)`,
    },
    {
      name: policyFlag,
      argument: '<file>',
      text: 'what the mode ABAC allows, one JSON object a line',
    },
    {
      name: webhookFlag,
      argument: '<file>',
      text: 'where the mode Webhook asks, as a kubeconfig',
    },
    {
      name: 'authorization-webhook-version',
      argument: '<version>',
      text: 'version of the SubjectAccessReviews that it sends, v1 or v1beta1 (default: v1beta1)',
    },
    {
      name: 'authorization-webhook-cache-authorized-ttl',
      argument: '<duration>',
      text: 'how long it remembers what it was told to allow (default: 5m0s)',
    },
    {
      name: 'authorization-webhook-cache-unauthorized-ttl',
      argument: '<duration>',
      text: 'how long it remembers what it was not (default: 30s)',
    },
    {
      name: configurationFlag,
      argument: '<file>',
      text: 'an AuthorizationConfiguration, in place of the options above; read anew when it changes',
    },
  ],
  read: async (given) => {
    const parse = (text: string): AuthorizationConfiguration =>
      parseAuthorizationConfiguration(text, (named) => {
        const nested = given.nestedFile(configurationFlag, named);
        return parseKubeconfig(nested.text, nested.file);
      });
    const configuration = await given.parsedFile(configurationFlag, parse);
    if (configuration === undefined) return byModes(given);
    if (given.text('authorization-mode') !== undefined || given.text(webhookFlag) !== undefined) {
      throw new StartError(
        `--${configurationFlag} can not be specified when --authorization-mode or --authorization-webhook-* flags are defined`,
      );
    }
    const { modes, webhooks } = configuration;
    const policies = await policiesOf(given, modes);
    const text = (): string => given.file(configurationFlag) ?? '';
    const source = { initial: text(), read: async () => text(), parse, ...given.teller(configurationFlag) };
    return { authorizationModes: modes, authorization: { policies, webhooks, source } };
  },
};

async function byModes(given: GivenFlags): Promise<ApiServerOptions> {
  const modes = modesOf(given);
  const policies = await policiesOf(given, modes ?? []);
  const webhooks = await webhooksOf(given, modes ?? []);
  return modes === undefined ? {} : { authorizationModes: modes, authorization: { policies, webhooks } };
}

function modesOf(given: GivenFlags): readonly AuthorizationMode[] | undefined {
  const modes = given.list('authorization-mode');
  if (modes === undefined) return undefined;
  const known = modes.filter((mode): mode is AuthorizationMode =>
    authorizationModes.includes(mode as AuthorizationMode),
  );
  if (known.length > 0 && known.length === modes.length && new Set(known).size === known.length) return known;
  throw new StartError(
    `--authorization-mode must name some of ${authorizationModes.join(', ')}, each once, not ` +
      JSON.stringify(given.text('authorization-mode')),
  );
}

async function policiesOf(
  given: GivenFlags,
  modes: readonly AuthorizationMode[],
): Promise<readonly AbacPolicy[]> {
  const policies = await given.parsedFile(policyFlag, parsePolicyFile);
  checkTogether({ mode: 'ABAC', flag: policyFlag, isGiven: policies !== undefined }, modes);
  return policies ?? [];
}

async function webhooksOf(
  given: GivenFlags,
  modes: readonly AuthorizationMode[],
): Promise<readonly WebhookOptions[]> {
  const access = await given.parsedFile(webhookFlag, (text) =>
    parseKubeconfig(text, given.fileName(webhookFlag)),
  );
  checkTogether({ mode: 'Webhook', flag: webhookFlag, isGiven: access !== undefined }, modes);
  if (access === undefined) return [];
  const version = given.text('authorization-webhook-version') ?? 'v1beta1';
  if (version !== 'v1' && version !== 'v1beta1') {
    throw new StartError(`--authorization-webhook-version is v1 or v1beta1, not ${JSON.stringify(version)}`);
  }
  return [
    {
      endpoint: createReviewEndpoint(access, webhookTimeoutMs),
      version,
      authorizedTtlMs: durationOf(given, 'authorization-webhook-cache-authorized-ttl', '5m'),
      unauthorizedTtlMs: durationOf(given, 'authorization-webhook-cache-unauthorized-ttl', '30s'),
      onFailure: 'NoOpinion',
    },
  ];
}

/** A mode needs its file, and a file its mode. */
function checkTogether(
  {
    mode,
    flag,
    isGiven,
  }: { readonly mode: AuthorizationMode; readonly flag: string; readonly isGiven: boolean },
  modes: readonly AuthorizationMode[],
): void {
  if (modes.includes(mode) === isGiven) return;
  throw new StartError(
    isGiven ? `--${flag} cannot be used without the mode ${mode}` : `the mode ${mode} needs --${flag}`,
  );
}

function durationOf(given: GivenFlags, name: string, otherwise: string): number {
  try {
    return durationMs(given.text(name) ?? otherwise);
  } catch (error) {
    throw new StartError(`--${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
