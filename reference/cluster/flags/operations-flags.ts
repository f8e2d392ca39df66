import { parseAuditPolicy } from '../../apiserver/operations/audit-policy.ts';
import { parseGoDuration } from '../../apiserver/operations/go-duration.ts';
import type { AuditLogOptions, OperationsOptions } from '../../apiserver/operations/operations.ts';
import type { LogOptions } from '../../apiserver/operations/request-log.ts';
import { StartError } from '../start-error.ts';
import {
  auditTruncationOf,
  auditWebhookFlags,
  auditWebhookOf,
  truncationFlags,
} from './audit-webhook-flags.ts';
import type { FlagGroup } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

/** Audit, limits, time-outs. */
export const operationsFlags: FlagGroup = {
  flags: [
    {
      name: 'audit-policy-file',
      argument: '<file>',
      text: 'a Policy of audit.k8s.io/v1: what is written into the audit log',
    },
    {
      name: 'audit-log-path',
      argument: '<file>',
      text: 'the audit log, a line of JSON each event; - for stdout',
    },
    { name: 'audit-log-format', argument: '<format>', text: 'json' },
    {
      name: 'audit-log-maxsize',
      argument: '<MB>',
      text: 'put the log aside when it grows larger (default: 100)',
    },
    { name: 'audit-log-maxbackup', argument: '<n>', text: 'how many old logs are kept (default: all)' },
    { name: 'audit-log-maxage', argument: '<days>', text: 'how long old logs are kept (default: always)' },
    ...truncationFlags('log'),
    ...auditWebhookFlags,
    {
      name: 'max-requests-inflight',
      argument: '<n>',
      text: 'reading requests at once (default: 400)',
    },
    {
      name: 'max-mutating-requests-inflight',
      argument: '<n>',
      text: 'writing requests at once (default: 200)',
    },
    {
      name: 'enable-priority-and-fairness',
      argument: '[bool]',
      text: 'sort requests by priority; false: count them only (default: true)',
    },
    { name: 'request-timeout', argument: '<duration>', text: 'how long a request may take (default: 1m0s)' },
    {
      name: 'min-request-timeout',
      argument: '<seconds>',
      text: 'how long a watch lasts at least (default: 1800)',
    },
    {
      name: 'goaway-chance',
      argument: '<chance>',
      text: 'of ending a connection over HTTP/2, 0 to 0.02 (default: 0)',
    },
    {
      name: 'shutdown-delay-duration',
      argument: '<duration>',
      text: 'how long to go on serving, not ready, before the end (default: 0s)',
    },
    {
      name: 'shutdown-send-retry-after',
      argument: '[bool]',
      text: 'take connections after that too, and say when to come back, until what has begun is answered (default: false)',
    },
    {
      name: 'shutdown-watch-termination-grace-period',
      argument: '<duration>',
      text: 'how long watches may take to end; they end at once whatever it is (default: 0s)',
    },
    {
      name: 'v',
      argument: '<level>',
      text: 'how much to log; from 3 on a line for each request (default: 0)',
    },
    { name: 'logging-format', argument: '<format>', text: 'text or json (default: text)' },
  ],
  read: async (given) => ({ operations: await operationsOf(given) }),
};

async function operationsOf(given: GivenFlags): Promise<OperationsOptions> {
  const limits = limitsOf(given);
  const seconds = given.wholeNumber('min-request-timeout', 1_000_000);
  const logging = loggingOf(given);
  const auditLog = auditLogOf(given);
  // Nothing depends on it, but what is no duration is refused.
  durationOf(given, 'shutdown-watch-termination-grace-period');
  const parts: { [Name in keyof OperationsOptions]: OperationsOptions[Name] | undefined } = {
    ...limits,
    requestTimeoutMs: timeoutOf(given),
    minRequestTimeoutMs: seconds === undefined ? undefined : seconds * 1000,
    auditPolicy: await given.parsedFile('audit-policy-file', parseAuditPolicy),
    logging,
    shutdownDelayMs: durationOf(given, 'shutdown-delay-duration'),
    shutdownSendRetryAfter: given.boolean('shutdown-send-retry-after'),
    goawayChance: goawayChanceOf(given),
    auditLog,
    auditTruncation: auditTruncationOf(given, 'log'),
    auditWebhook: await auditWebhookOf(given),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

type Limits = {
  [Name in 'maxRequestsInFlight' | 'maxMutatingRequestsInFlight' | 'priorityAndFairness']:
    OperationsOptions[Name] | undefined;
};

/** Levels that share nothing could serve nobody. */
function limitsOf(given: GivenFlags): Limits {
  const reading = given.wholeNumber('max-requests-inflight', 1_000_000);
  const mutating = given.wholeNumber('max-mutating-requests-inflight', 1_000_000);
  const sorts = given.boolean('enable-priority-and-fairness');
  if (sorts !== false && reading === 0 && mutating === 0) {
    throw new StartError(
      'invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive',
    );
  }
  return {
    maxRequestsInFlight: reading,
    maxMutatingRequestsInFlight: mutating,
    priorityAndFairness: sorts,
  };
}

function durationOf(given: GivenFlags, name: string): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const length = parseGoDuration(text);
  if (typeof length === 'number' && length >= 0) return length;
  throw new StartError(`--${name} must be a duration such as 1m30s, not ${JSON.stringify(text)}`);
}

/** No time at all would leave the server without a single answer, to itself either. */
function timeoutOf(given: GivenFlags): number | undefined {
  const timeoutMs = durationOf(given, 'request-timeout');
  if (timeoutMs !== 0) return timeoutMs;
  throw new StartError('--request-timeout must be longer than no time at all: 1m is the default');
}

function goawayChanceOf(given: GivenFlags): number | undefined {
  const text = given.text('goaway-chance');
  if (text === undefined) return undefined;
  const chance = Number(text);
  if (text !== '' && chance >= 0 && chance <= 0.02) return chance;
  throw new StartError(`--goaway-chance must be from 0 to 0.02, not ${JSON.stringify(text)}`);
}

function loggingOf(given: GivenFlags): LogOptions | undefined {
  const verbosity = given.wholeNumber('v', 10);
  const format = given.text('logging-format') ?? 'text';
  if (format !== 'text' && format !== 'json') {
    throw new StartError(`--logging-format must be text or json, not ${JSON.stringify(format)}`);
  }
  return verbosity === undefined ? undefined : { verbosity, format };
}

const megabyte = 1024 * 1024;
/** Where nothing else is said, or 0. */
const usualLogMegabytes = 100;

function auditLogOf(given: GivenFlags): AuditLogOptions | undefined {
  const path = given.text('audit-log-path');
  const format = given.text('audit-log-format') ?? 'json';
  if (format !== 'json') {
    throw new StartError(`--audit-log-format must be json, not ${JSON.stringify(format)}`);
  }
  if (path === undefined) return undefined;
  return {
    path,
    maxSizeBytes: (given.wholeNumber('audit-log-maxsize', 1_000_000) || usualLogMegabytes) * megabyte,
    maxBackups: given.wholeNumber('audit-log-maxbackup', 1_000_000) ?? 0,
    maxAgeDays: given.wholeNumber('audit-log-maxage', 1_000_000) ?? 0,
  };
}
