import type { AccessAttributes } from '../authorization/authorizer.ts';
import type { Fields } from '../fields.ts';
import type { ApiRequest, Identity } from '../message.ts';
import type { AuditLevel, AuditStage } from './audit-policy.ts';

/** An `audit.k8s.io/v1` Event, as it is written: fields in upstream's order, what is unknown left out. */
export interface AuditEvent {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: AuditLevel;
  readonly auditID: string;
  readonly stage: AuditStage;
  readonly requestURI: string;
  readonly verb: string;
  readonly user: AuditedUser;
  readonly impersonatedUser?: AuditedUser;
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: ObjectReference;
  readonly responseStatus?: Readonly<Fields>;
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface AuditedUser {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ObjectReference {
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiGroup?: string;
  readonly apiVersion: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
}

export function auditedUser({ user, groups, uid, extra }: Identity): AuditedUser {
  return {
    username: user,
    ...(uid === undefined || uid === '' ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(extra === undefined || Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

export function objectReference({ resource }: AccessAttributes): ObjectReference | undefined {
  if (resource === undefined) return undefined;
  const { namespace, name, group, version, subresource } = resource;
  return {
    resource: resource.resource,
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { apiGroup: group }),
    apiVersion: version,
    ...(subresource === '' ? {} : { subresource }),
  };
}

const longestUserAgent = 1024;

export function userAgentOf({ headers }: ApiRequest): string | undefined {
  const agent = headers['user-agent'];
  if (agent === undefined || agent.length <= longestUserAgent) return agent;
  return `${agent.slice(0, longestUserAgent)}...TRUNCATED`;
}

/**
 * Where the request comes from: what proxies say in front, which anybody can write, and at the end the address that the
 * connection comes from.
 */
export function sourceAddresses({ headers, remoteAddress }: ApiRequest): readonly string[] {
  const forwarded = (headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter(isAddress);
  const real = headers['x-real-ip'];
  const addresses = [...forwarded];
  if (real !== undefined && isAddress(real) && !addresses.includes(real)) addresses.push(real);
  if (remoteAddress !== undefined && addresses.at(-1) !== remoteAddress) addresses.push(remoteAddress);
  return addresses;
}

function isAddress(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[\da-f]*:[\da-f:.]+$/i.test(text);
}
