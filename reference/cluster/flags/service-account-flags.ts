import type { AuthenticationOptions } from '../../apiserver/authentication/authentication.ts';
import { parseTokenKeys, type GetTokenKeys } from '../../apiserver/authentication/token-keys.ts';
import { durationMs } from '../duration.ts';
import { StartError } from '../start-error.ts';
import type { FlagDescription } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

/** The options about tokens of service accounts. */
export const serviceAccountFlags: readonly FlagDescription[] = [
  {
    name: 'service-account-issuer',
    argument: '<names>',
    text: 'who issues tokens; tokens of all that are named are believed (default: https://kubernetes.default.svc)',
  },
  {
    name: 'service-account-signing-key-file',
    argument: '<file>',
    text: 'a private key, RSA or ECDSA, to sign tokens with (default: a key of its own)',
  },
  {
    name: 'service-account-key-file',
    argument: '<file>',
    text: 'keys, public or private, to verify tokens with (default: the one that signs)',
  },
  {
    name: 'service-account-jwks-uri',
    argument: '<url>',
    text: 'where others are told to find the keys that verify tokens (default: at this server)',
  },
  {
    name: 'service-account-max-token-expiration',
    argument: '<duration>',
    text: 'how long tokens live at most',
  },
  {
    name: 'service-account-extend-token-expiration',
    argument: '[boolean]',
    text: 'whether the tokens of pods live a year (default: true)',
  },
  {
    name: 'service-account-lookup',
    argument: '[boolean]',
    text: 'whether tokens in Secrets must still lie there (default: true)',
  },
  {
    name: 'api-audiences',
    argument: '<names>',
    text: 'what the API is called in tokens (default: as their issuers)',
  },
];

export async function readServiceAccountFlags(
  given: GivenFlags,
): Promise<Pick<AuthenticationOptions, 'serviceAccounts' | 'apiAudiences'>> {
  const issuers = readIssuers(given);
  const keys = await readKeys(given);
  const most = maxExpirationSeconds(given);
  const extendsExpiration = given.boolean('service-account-extend-token-expiration');
  const lookup = given.boolean('service-account-lookup');
  const apiAudiences = given.list('api-audiences');
  return {
    serviceAccounts: {
      ...(issuers === undefined ? {} : { issuers }),
      ...(keys === undefined ? {} : { keys }),
      ...readKeysUrl(given),
      ...(most === undefined ? {} : { maxExpirationSeconds: most }),
      ...(extendsExpiration === undefined ? {} : { extendsExpiration }),
      ...(lookup === undefined ? {} : { lookup }),
    },
    ...(apiAudiences === undefined ? {} : { apiAudiences }),
  };
}

function readIssuers(given: GivenFlags): readonly string[] | undefined {
  const issuers = given.list('service-account-issuer');
  if (issuers === undefined) return undefined;
  const wrong = issuers.find((issuer) => issuer.includes(':') && !URL.canParse(issuer));
  if (wrong !== undefined)
    throw new StartError(`--service-account-issuer ${wrong} has a colon and is no URL`);
  if (issuers.length === 0 || new Set(issuers).size < issuers.length)
    throw new StartError('--service-account-issuer must name issuers, each once');
  return issuers;
}

function readKeysUrl(given: GivenFlags): { readonly keysUrl?: string } {
  const keysUrl = given.text('service-account-jwks-uri') ?? '';
  if (keysUrl === '') return {};
  if (!URL.canParse(keysUrl))
    throw new StartError(`service-account-jwks-uri must be a valid URL: ${JSON.stringify(keysUrl)}`);
  if (new URL(keysUrl).protocol !== 'https:')
    throw new StartError(`service-account-jwks-uri requires https scheme, parsed as: ${keysUrl}`);
  return { keysUrl };
}

async function readKeys(given: GivenFlags): Promise<GetTokenKeys | undefined> {
  const signing = given.file('service-account-signing-key-file');
  const verifying = given.file('service-account-key-file');
  if (signing === undefined && verifying === undefined) return undefined;
  if (signing === undefined)
    throw new StartError('--service-account-key-file goes with --service-account-signing-key-file');
  await given.parsedFile('service-account-signing-key-file', (pem) => parseTokenKeys(pem));
  if (verifying !== undefined)
    await given.parsedFile('service-account-key-file', (pem) => parseTokenKeys(signing, pem));
  const keys = parseTokenKeys(signing, verifying);
  return () => keys;
}

const leastSeconds = 3600;
const mostSeconds = 2 ** 32;

function maxExpirationSeconds(given: GivenFlags): number | undefined {
  const name = 'service-account-max-token-expiration';
  const text = given.text(name);
  if (text === undefined) return undefined;
  const seconds = secondsOf(text);
  if (seconds === 0) return undefined;
  if (seconds !== undefined && seconds >= leastSeconds && seconds <= mostSeconds) return seconds;
  throw new StartError(`--${name} must be between 1h and 2^32 seconds, not ${JSON.stringify(text)}`);
}

function secondsOf(text: string): number | undefined {
  try {
    return Math.floor(durationMs(text) / 1000);
  } catch {
    return undefined;
  }
}
