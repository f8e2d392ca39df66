import type { AuthenticationOptions } from '../../apiserver/authentication/authentication.ts';
import {
  signingAlgorithms,
  type AuthenticationConfiguration,
  type JwtConfiguration,
} from '../../apiserver/authentication/openid/authentication-configuration.ts';
import { problemsText } from '../../apiserver/authentication/openid/jwt-authenticators.ts';
import { configurationProblems } from '../../apiserver/authentication/openid/jwt-validation.ts';
import { parseAuthenticationConfiguration } from '../authentication-configuration.ts';
import { connectToIssuer } from '../issuer-connection.ts';
import { StartError } from '../start-error.ts';
import type { FlagDescription } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const configFlag = 'authentication-config';

/** The options about issuers elsewhere. */
export const openIdFlags: readonly FlagDescription[] = [
  {
    name: configFlag,
    argument: '<file>',
    text: 'an AuthenticationConfiguration: issuers of tokens, and where requests without credentials may go; read anew when it changes',
  },
  { name: 'oidc-issuer-url', argument: '<url>', text: 'an issuer of OpenID Connect tokens, over https' },
  { name: 'oidc-client-id', argument: '<id>', text: 'whom its tokens must be for' },
  {
    name: 'oidc-ca-file',
    argument: '<file>',
    text: 'authorities that vouch for the issuer (default: those of the host)',
  },
  { name: 'oidc-username-claim', argument: '<claim>', text: 'what names the user (default: sub)' },
  {
    name: 'oidc-username-prefix',
    argument: '<text>',
    text: 'what is put before it, - for nothing (default: the issuer and #, nothing before email)',
  },
  { name: 'oidc-groups-claim', argument: '<claim>', text: 'what names his groups' },
  { name: 'oidc-groups-prefix', argument: '<text>', text: 'what is put before each of them' },
  {
    name: 'oidc-required-claim',
    argument: '<claim=value>',
    text: 'what a token must say besides',
  },
  {
    name: 'oidc-signing-algs',
    argument: '<names>',
    text: `how its tokens may be signed, some of ${signingAlgorithms.join(', ')} (default: RS256)`,
  },
];

type OpenIdResult = Pick<AuthenticationOptions, 'openId' | 'anonymous' | 'anonymousPaths'>;

/** `ownIssuers`: the issuers of the server's own tokens; `anonymous`: what goes where no file says anything about it. */
export async function readOpenId(
  given: GivenFlags,
  { ownIssuers, anonymous }: { readonly ownIssuers: readonly string[]; readonly anonymous: boolean },
): Promise<OpenIdResult> {
  const flagged = openIdFlags.some(({ name }) => name !== configFlag && given.text(name) !== undefined);
  if (given.text(configFlag) === undefined) {
    const configuration = flagged ? { jwt: [await byFlags(given)], anonymous: undefined } : undefined;
    if (configuration === undefined) return { anonymous };
    const problem = problemOf(configuration, ownIssuers);
    if (problem !== undefined) throw new StartError(inOptions(problem));
    const algorithms = algorithmsOf(given);
    return {
      anonymous,
      openId: {
        configuration,
        connect: connectToIssuer,
        algorithms,
        ownIssuers,
        ...given.teller('oidc-issuer-url'),
      },
    };
  }
  if (flagged) throw new StartError(`${configFlag} file and oidc-* flags are mutually exclusive`);
  return byFile(given, { ownIssuers, anonymous });
}

async function byFile(
  given: GivenFlags,
  { ownIssuers, anonymous }: { readonly ownIssuers: readonly string[]; readonly anonymous: boolean },
): Promise<OpenIdResult> {
  const configuration = await given.parsedFile(configFlag, parseAuthenticationConfiguration);
  if (configuration === undefined) return { anonymous };
  if (configuration.anonymous !== undefined && given.text('anonymous-auth') !== undefined)
    throw new StartError(
      'anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
    );
  const problem = problemOf(configuration, ownIssuers);
  if (problem !== undefined) throw given.unusable(configFlag, new Error(problem));
  return {
    anonymous: configuration.anonymous?.enabled ?? anonymous,
    anonymousPaths: configuration.anonymous?.paths ?? [],
    openId: {
      configuration,
      connect: connectToIssuer,
      algorithms: signingAlgorithms,
      ownIssuers,
      ...given.teller(configFlag),
      source: {
        initial: given.file(configFlag) ?? '',
        read: async () => given.file(configFlag) ?? '',
        parse: parseAuthenticationConfiguration,
      },
    },
  };
}

/** What is wrong, if anything is. */
function problemOf(
  configuration: AuthenticationConfiguration,
  ownIssuers: readonly string[],
): string | undefined {
  const problems = configurationProblems(configuration, ownIssuers);
  return problems.length === 0 ? undefined : problemsText(problems);
}

/** The fields that options stand for. */
const optionsOfFields: readonly (readonly [field: string, option: string])[] = [
  ['jwt[0].issuer.url', '--oidc-issuer-url'],
  ['jwt[0].issuer.certificateAuthority', '--oidc-ca-file'],
  ['jwt[0].claimMappings.username.claim', '--oidc-username-claim'],
  ['jwt[0].claimValidationRules[0].claim', '--oidc-required-claim'],
];

function inOptions(problem: string): string {
  return optionsOfFields.reduce((text, [field, option]) => text.replaceAll(field, option), problem);
}

async function byFlags(given: GivenFlags): Promise<JwtConfiguration> {
  const [url, clientId] = [given.text('oidc-issuer-url') ?? '', given.text('oidc-client-id') ?? ''];
  if (url === '' || clientId === '')
    throw new StartError(
      'oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set',
    );
  const authority = given.file('oidc-ca-file') ?? '';
  const claim = given.text('oidc-username-claim') ?? 'sub';
  const groupsClaim = given.text('oidc-groups-claim') ?? '';
  return {
    issuer: {
      url,
      discoveryUrl: '',
      certificateAuthority: authority,
      audiences: [clientId],
      audienceMatchPolicy: '',
    },
    claimValidationRules: requiredClaims(given),
    username: { claim, expression: '', prefix: usernamePrefix(given, claim, url) },
    groups: {
      claim: groupsClaim,
      expression: '',
      prefix: groupsClaim === '' ? undefined : (given.text('oidc-groups-prefix') ?? ''),
    },
    uid: { claim: '', expression: '' },
    extra: [],
    userValidationRules: [],
  };
}

/** Names of different issuers do not meet unless somebody wants them to; mail addresses are everybody's anyhow. */
function usernamePrefix(given: GivenFlags, claim: string, issuer: string): string {
  const prefix = given.text('oidc-username-prefix') ?? '';
  if (prefix === '-') return '';
  return prefix === '' && claim !== 'email' ? `${issuer}#` : prefix;
}

function requiredClaims(given: GivenFlags): JwtConfiguration['claimValidationRules'] {
  const text = given.text('oidc-required-claim') ?? '';
  if (text === '') return [];
  const [, claim = '', value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (value === undefined)
    throw new StartError(
      `--oidc-required-claim: malformed pair, expect string=string, not ${JSON.stringify(text)}`,
    );
  return [{ claim: claim.trim(), requiredValue: value.trim(), expression: '', message: '' }];
}

function algorithmsOf(given: GivenFlags): readonly string[] {
  const algorithms = given.list('oidc-signing-algs') ?? [];
  const unknown = algorithms.find((algorithm) => !signingAlgorithms.includes(algorithm));
  if (unknown !== undefined)
    throw new StartError(
      `oidc: unsupported signing alg: ${JSON.stringify(unknown)}; --oidc-signing-algs takes some of ${signingAlgorithms.join(', ')}`,
    );
  return algorithms.length === 0 ? ['RS256'] : algorithms;
}
