import { defaultIssuer, type AuthenticationOptions } from '../../apiserver/authentication/authentication.ts';
import { parseCertificates } from '../../apiserver/authentication/certificate-chain.ts';
import { parsePasswordFile, parseTokenFile } from '../../apiserver/authentication/credential-file.ts';
import { parsePrivateKey } from '../../apiserver/authentication/private-key.ts';
import type { Credential } from '../../apiserver/http/certificates.ts';
import { StartError } from '../start-error.ts';
import type { FlagDescription, FlagGroup } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';
import { openIdFlags, readOpenId } from './openid-flags.ts';
import { readTokenWebhook, tokenWebhookFlags } from './token-webhook-flags.ts';
import { readServiceAccountFlags, serviceAccountFlags } from './service-account-flags.ts';

const flags: readonly FlagDescription[] = [
  {
    name: 'anonymous-auth',
    argument: '[boolean]',
    text: 'whether requests without credentials are those of system:anonymous (default: true)',
  },
  {
    name: 'token-auth-file',
    argument: '<file>',
    text: 'tokens: lines of token,user,uid,"group1,group2"',
  },
  {
    name: 'enable-bootstrap-token-auth',
    argument: '[boolean]',
    text: 'whether the tokens of machines that join, which lie in Secrets in kube-system, are believed (default: false)',
  },
  {
    name: 'basic-auth-file',
    argument: '<file>',
    text: 'passwords: lines of password,user,uid,"group1,group2"',
    removedIn: '1.19',
  },
  {
    name: 'client-ca-file',
    argument: '<file>',
    text: 'authorities whose client certificates are believed, besides its own',
  },
  {
    name: 'requestheader-client-ca-file',
    argument: '<file>',
    text: 'authorities of the proxies that say in headers who their users are',
  },
  {
    name: 'requestheader-allowed-names',
    argument: '<names>',
    text: 'common names of such proxies (default: all)',
  },
  {
    name: 'requestheader-username-headers',
    argument: '<headers>',
    text: 'where proxies name the user, X-Remote-User',
  },
  {
    name: 'requestheader-group-headers',
    argument: '<headers>',
    text: 'where proxies name his groups, X-Remote-Group',
  },
  {
    name: 'requestheader-extra-headers-prefix',
    argument: '<prefixes>',
    text: 'where proxies say what else they know, X-Remote-Extra-',
  },
  {
    name: 'tls-cert-file',
    argument: '<file>',
    text: 'a serving certificate, with the chain to its authority',
  },
  { name: 'tls-private-key-file', argument: '<file>', text: 'its key' },
];

/** Who asks. */
export const authenticationFlags: FlagGroup = {
  flags: [...flags, ...serviceAccountFlags, ...openIdFlags, ...tokenWebhookFlags],
  read: async (given) => {
    const tokens = await given.parsedFile('token-auth-file', (text) =>
      parseTokenFile(text, given.warnAbout('token-auth-file')),
    );
    const passwords = await given.parsedFile('basic-auth-file', (text) =>
      parsePasswordFile(text, given.warnAbout('basic-auth-file')),
    );
    const clientAuthorities = await given.parsedFile('client-ca-file', parseCertificates);
    const frontProxy = await readFrontProxy(given);
    const webhook = await readTokenWebhook(given);
    const serving = await readServingCertificate(given);
    const serviceAccounts = await readServiceAccountFlags(given);
    const openId = await readOpenId(given, {
      ownIssuers: serviceAccounts.serviceAccounts?.issuers ?? [defaultIssuer],
      anonymous: mayBeAnonymous(given),
    });
    const authentication: AuthenticationOptions = {
      ...openId,
      ...(given.boolean('enable-bootstrap-token-auth') === true ? { bootstrapTokens: true } : {}),
      ...(tokens === undefined ? {} : { tokens }),
      ...(passwords === undefined ? {} : { passwords }),
      ...(clientAuthorities === undefined ? {} : { clientAuthorities }),
      ...(frontProxy === undefined ? {} : { frontProxy }),
      ...(webhook === undefined ? {} : { webhook }),
      ...serviceAccounts,
    };
    return { authentication, ...(serving === undefined ? {} : { serving }) };
  },
};

/** A server that was told to allow everything knows nobody by that name: everything would be allowed to everybody. */
function mayBeAnonymous(given: GivenFlags): boolean {
  const allowsAll = given.list('authorization-mode')?.includes('AlwaysAllow') === true;
  const wanted = given.boolean('anonymous-auth');
  if (allowsAll && wanted === true)
    given.warnAbout('anonymous-auth')(
      'has no effect with the mode AlwaysAllow, which would allow everything to everybody',
    );
  return wanted !== false && !allowsAll;
}

async function readFrontProxy(given: GivenFlags): Promise<AuthenticationOptions['frontProxy']> {
  const authorities = await given.parsedFile('requestheader-client-ca-file', parseCertificates);
  const [usernameHeaders, groupHeaders, extraHeaderPrefixes] = (
    [
      'requestheader-username-headers',
      'requestheader-group-headers',
      'requestheader-extra-headers-prefix',
    ] as const
  ).map((name) => given.list(name) ?? []);
  if (authorities === undefined) return undefined;
  return {
    authorities,
    allowedNames: given.list('requestheader-allowed-names') ?? [],
    usernameHeaders: usernameHeaders ?? [],
    groupHeaders: groupHeaders ?? [],
    extraHeaderPrefixes: extraHeaderPrefixes ?? [],
  };
}

async function readServingCertificate(given: GivenFlags): Promise<Credential | undefined> {
  const certificate = await given.parsedFile('tls-cert-file', (pem) => ({
    pem,
    parsed: parseCertificates(pem)[0],
  }));
  const key = await given.parsedFile('tls-private-key-file', (pem) => ({
    pem,
    parsed: parsePrivateKey(pem),
  }));
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined)
    throw new StartError('--tls-cert-file and --tls-private-key-file go together: give both or none');
  if (!certificate.parsed.checkPrivateKey(key.parsed))
    throw new StartError('--tls-private-key-file is not the key of the certificate in --tls-cert-file');
  return { certificate: certificate.pem, key: key.pem };
}
