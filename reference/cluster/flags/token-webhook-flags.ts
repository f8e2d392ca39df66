import type { TokenWebhookOptions } from '../../apiserver/authentication/webhook-token.ts';
import { parseKubeconfig } from '../../client/http/kubeconfig.ts';
import { durationMs } from '../duration.ts';
import { createReviewEndpoint } from '../review-endpoint.ts';
import { StartError } from '../start-error.ts';
import type { FlagDescription } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const configFlag = 'authentication-token-webhook-config-file';
const versionFlag = 'authentication-token-webhook-version';
const ttlFlag = 'authentication-token-webhook-cache-ttl';
const webhookTimeoutMs = 30_000;

/** The options about a service that is asked about tokens. */
export const tokenWebhookFlags: readonly FlagDescription[] = [
  {
    name: configFlag,
    argument: '<file>',
    text: 'who is asked about tokens that nobody else knows, as a kubeconfig',
  },
  {
    name: versionFlag,
    argument: '<version>',
    text: 'version of the TokenReviews that it is sent, v1 or v1beta1 (default: v1beta1)',
  },
  { name: ttlFlag, argument: '<duration>', text: 'how long its answers are remembered (default: 2m0s)' },
];

export async function readTokenWebhook(given: GivenFlags): Promise<TokenWebhookOptions | undefined> {
  const access = await given.parsedFile(configFlag, (text) =>
    parseKubeconfig(text, given.fileName(configFlag)),
  );
  const version = given.text(versionFlag) ?? 'v1beta1';
  if (version !== 'v1' && version !== 'v1beta1')
    throw new StartError(`--${versionFlag} is v1 or v1beta1, not ${JSON.stringify(version)}`);
  const ttlMs = ttlOf(given);
  if (access === undefined) return undefined;
  return { endpoint: createReviewEndpoint(access, webhookTimeoutMs), version, ttlMs };
}

function ttlOf(given: GivenFlags): number {
  try {
    return durationMs(given.text(ttlFlag) ?? '2m');
  } catch (error) {
    throw new StartError(`--${ttlFlag}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
