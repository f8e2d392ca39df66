import { parseCertificates } from '../certificate-chain.ts';
import type { FieldProblem } from '../../resource-definition.ts';
import { goQuote, Problems } from '../../validation/problems.ts';
import type { IssuerConfiguration } from './authentication-configuration.ts';

/** What is wrong with where an issuer is and for whom its tokens are, in the words of upstream. */
export function issuerProblems(
  issuer: IssuerConfiguration,
  path: string,
  ownIssuers: readonly string[],
): readonly FieldProblem[] {
  const problems = new Problems();
  const { url, discoveryUrl, certificateAuthority } = issuer;
  if (url === '') problems.required(`${path}.url`, 'URL is required');
  else checkUrl(problems, url, { field: `${path}.url`, ownIssuers });
  if (discoveryUrl !== '') {
    const field = `${path}.discoveryURL`;
    if (url !== '' && withoutSlashes(url) === withoutSlashes(discoveryUrl))
      problems.invalid(field, discoveryUrl, 'discoveryURL must be different from URL');
    checkUrl(problems, discoveryUrl, { field, ownIssuers: [] });
  }
  checkAudiences(problems, issuer, path);
  if (certificateAuthority !== '' && !holdsCertificates(certificateAuthority))
    problems.invalid(
      `${path}.certificateAuthority`,
      '<omitted>',
      'data does not contain any valid RSA or ECDSA certificates',
    );
  return problems.found;
}

function withoutSlashes(url: string): string {
  return url.replace(/\/+$/, '');
}

function holdsCertificates(pem: string): boolean {
  try {
    return parseCertificates(pem).length > 0;
  } catch {
    return false;
  }
}

function checkUrl(
  problems: Problems,
  url: string,
  { field, ownIssuers }: { readonly field: string; readonly ownIssuers: readonly string[] },
): void {
  if (ownIssuers.includes(url)) {
    const list = [...ownIssuers].sort().join(' ');
    problems.invalid(field, url, `URL must not overlap with disallowed issuers: [${list}]`);
  }
  const [, scheme = '', authority = '', , query = '', fragment = ''] = parts.exec(url) ?? [];
  const unreadable = urlProblem(url, authority);
  if (unreadable !== undefined) {
    problems.invalid(field, url, `parse ${goQuote(url)}: ${unreadable}`);
    return;
  }
  if (scheme.toLowerCase() !== 'https') problems.invalid(field, url, 'URL scheme must be https');
  if (authority.includes('@')) problems.invalid(field, url, 'URL must not contain a username or password');
  if (query !== '') problems.invalid(field, url, 'URL must not contain a query');
  if (fragment !== '') problems.invalid(field, url, 'URL must not contain a fragment');
}

/** Why it is no URL at all. */
function urlProblem(url: string, authority: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL';
  const [port] = /:[^:\]]*$/.exec(authority.slice(authority.lastIndexOf('@') + 1)) ?? [];
  return port === undefined || /^:\d*$/.test(port) ? undefined : `invalid port ${goQuote(port)} after host`;
}

/** Scheme, authority, path, query, fragment. */
const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function checkAudiences(
  problems: Problems,
  { audiences, audienceMatchPolicy: policy }: IssuerConfiguration,
  path: string,
): void {
  const field = `${path}.audiences`;
  if (audiences.length === 0) {
    problems.required(field, `at least one ${field} is required`);
    return;
  }
  audiences.forEach((audience, index) => {
    if (audience === '') problems.required(`${field}[${index}]`, "audience can't be empty");
    if (audiences.indexOf(audience) < index) problems.duplicate(`${field}[${index}]`, audience);
  });
  const isOther = policy !== 'MatchAny';
  if (audiences.length > 1 && isOther)
    problems.invalid(
      `${path}.audienceMatchPolicy`,
      policy,
      'audienceMatchPolicy must be MatchAny for multiple audiences',
    );
  if (audiences.length === 1 && policy !== '' && isOther)
    problems.invalid(
      `${path}.audienceMatchPolicy`,
      policy,
      'audienceMatchPolicy must be empty or MatchAny for single audience',
    );
}
