import { CelProblem, UserValue, type CelProgram } from '../../cel/cel-program.ts';
import { celValue } from '../../cel/cel-value.ts';
import type { Fields } from '../../fields.ts';
import type { Identity } from '../../message.ts';
import { goQuote } from '../../validation/problems.ts';
import type { JwtConfiguration, PrefixedMapping } from './authentication-configuration.ts';
import { readBoolean, readText, readTexts, Unreadable } from './go-json.ts';
import type { JwtExpressions, Rule } from './jwt-validation.ts';

/** Under which it is told which token it was. */
const credentialIdKey = 'authentication.kubernetes.io/credential-id';

/** What one token claims, also as expressions see it. */
interface Claims {
  readonly all: Fields;
  readonly seen: Fields;
}

/** Whom the claims of a verified token prove, by the mappings and rules of its issuer. */
export async function mappedIdentity(
  all: Fields,
  configuration: JwtConfiguration,
  expressions: JwtExpressions,
): Promise<Identity | Unreadable> {
  const claims = { all, seen: { claims: celValue(all) } };
  const user = await usernameIn(claims, configuration.username, expressions.username);
  if (user instanceof Unreadable) return user;
  const groups = await groupsIn(claims, configuration.groups, expressions.groups);
  if (groups instanceof Unreadable) return groups;
  const uid = await uidIn(claims, configuration.uid.claim, expressions.uid);
  if (uid instanceof Unreadable) return uid;
  const extra = await extraIn(claims, expressions.extra);
  if (extra instanceof Unreadable) return extra;
  const identity: Identity = {
    user,
    groups,
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
  return (
    requiredClaimsProblem(claims, configuration) ??
    (await brokenRule(expressions.claimRules, claims.seen, 'claim validation expression')) ??
    (await brokenRule(expressions.userRules, userSeen(identity), 'user info validation rule')) ??
    identity
  );
}

/** All that upstream's expressions see of a user, whether there is any of it or not. */
function userSeen({ user: username, uid = '', groups, extra = {} }: Identity): Fields {
  return { user: Object.assign(new UserValue(), { username, uid, groups, extra }) };
}

async function usernameIn(
  { all, seen }: Claims,
  { claim, prefix = '' }: PrefixedMapping,
  program: CelProgram | undefined,
): Promise<string | Unreadable> {
  if (program !== undefined) {
    const value = await evaluated(program, seen, 'username claim');
    if (value instanceof Unreadable) return value;
    if (typeof value !== 'string') return noText('username');
    return value === '' ? new Unreadable('oidc: empty username via CEL expression is not allowed') : value;
  }
  const name = claimed(all, claim);
  if (name instanceof Unreadable)
    return new Unreadable(`oidc: parse username claims ${goQuote(claim)}: ${name.reason}`);
  const unverified = claim === 'email' ? mailProblem(all) : undefined;
  return unverified ?? `${prefix}${name}`;
}

/** A text that is claimed. */
function claimed(all: Fields, claim: string): string | Unreadable {
  return Object.hasOwn(all, claim) ? readText(all[claim]) : new Unreadable('claim not present');
}

/** An issuer that says nothing of whether the address was verified is believed. */
function mailProblem(all: Fields): Unreadable | undefined {
  if (!Object.hasOwn(all, 'email_verified')) return undefined;
  const verified = readBoolean(all['email_verified']);
  if (verified instanceof Unreadable)
    return new Unreadable(`oidc: parse 'email_verified' claim: ${verified.reason}`);
  return verified ? undefined : new Unreadable('oidc: email not verified');
}

async function groupsIn(
  { all, seen }: Claims,
  { claim, prefix = '' }: PrefixedMapping,
  program: CelProgram | undefined,
): Promise<readonly string[] | Unreadable> {
  if (claim !== '' && Object.hasOwn(all, claim)) {
    const groups = readTexts(all[claim]);
    if (groups instanceof Unreadable)
      return new Unreadable(`oidc: parse groups claim ${goQuote(claim)}: ${groups.reason}`);
    return groups.map((group) => `${prefix}${group}`);
  }
  if (program === undefined) return [];
  const value = await evaluated(program, seen, 'group claim');
  if (value instanceof Unreadable) return value;
  const groups = textsOf(value);
  return groups instanceof Unreadable
    ? new Unreadable(`oidc: error evaluating group claim expression: ${groups.reason}`)
    : groups;
}

async function uidIn(
  { all, seen }: Claims,
  claim: string,
  program: CelProgram | undefined,
): Promise<string | Unreadable> {
  if (claim !== '') {
    const uid = claimed(all, claim);
    return uid instanceof Unreadable
      ? new Unreadable(`oidc: parse uid claim ${goQuote(claim)}: ${uid.reason}`)
      : uid;
  }
  if (program === undefined) return '';
  const value = await evaluated(program, seen, 'uid claim');
  return value instanceof Unreadable || typeof value === 'string' ? value : noText('uid');
}

function noText(what: string): Unreadable {
  return new Unreadable(
    `oidc: error evaluating ${what} claim expression: ${what} claim expression must return a string`,
  );
}

type Extra = Readonly<Record<string, readonly string[]>>;

async function extraIn(
  { all, seen }: Claims,
  mappings: JwtExpressions['extra'],
): Promise<Extra | Unreadable> {
  const { jti } = all;
  const extra: Record<string, readonly string[]> = {};
  if (typeof jti === 'string' && jti !== '') extra[credentialIdKey] = [`JTI=${jti}`];
  for (const { key, program } of mappings) {
    const value = await program.evaluate(seen);
    if (value instanceof CelProblem) return new Unreadable(value.message);
    const texts = textsOf(value);
    if (texts instanceof Unreadable)
      return new Unreadable(
        `oidc: error evaluating extra claim expression: ${program.expression}: ${texts.reason}`,
      );
    if (texts.length > 0) extra[key] = texts;
  }
  return extra;
}

async function evaluated(program: CelProgram, seen: Fields, what: string): Promise<unknown> {
  const value = await program.evaluate(seen);
  return value instanceof CelProblem
    ? new Unreadable(`oidc: error evaluating ${what} expression: ${value.message}`)
    : value;
}

/** Null and empty texts are as good as nothing. */
function textsOf(value: unknown): readonly string[] | Unreadable {
  if (value === null) return [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!texts.every((text) => typeof text === 'string'))
    return new Unreadable('expression must return a string or a list of strings');
  return texts.filter((text) => text !== '');
}

function requiredClaimsProblem(
  { all }: Claims,
  { claimValidationRules }: JwtConfiguration,
): Unreadable | undefined {
  for (const { claim, requiredValue } of claimValidationRules) {
    if (claim === '') continue;
    if (!Object.hasOwn(all, claim))
      return new Unreadable(`oidc: required claim ${claim} not present in ID token`);
    const value = readText(all[claim]);
    if (value instanceof Unreadable) return new Unreadable(`oidc: parse claim ${claim}: ${value.reason}`);
    if (value !== requiredValue)
      return new Unreadable(
        `oidc: required claim ${claim} value does not match. Got = ${value}, want = ${requiredValue}`,
      );
  }
  return undefined;
}

async function brokenRule(
  rules: readonly Rule[],
  seen: Fields,
  what: string,
): Promise<Unreadable | undefined> {
  const failed = (why: string): Unreadable => new Unreadable(`oidc: error evaluating ${what}: ${why}`);
  const values: unknown[] = [];
  for (const { program } of rules) {
    const value = await program.evaluate(seen);
    if (value instanceof CelProblem) return failed(value.message);
    values.push(value);
  }
  const broken = rules[values.findIndex((value) => value !== true)];
  return broken === undefined
    ? undefined
    : failed(`validation expression '${broken.program.expression}' failed: ${broken.message}`);
}
