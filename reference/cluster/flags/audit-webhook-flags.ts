import type { BatchLimits } from '../../apiserver/operations/audit-batches.ts';
import type { AuditMode, AuditWebhookOptions } from '../../apiserver/operations/audit-webhook.ts';
import type { TruncationOptions } from '../../apiserver/operations/audit-truncation.ts';
import { parseGoDuration } from '../../apiserver/operations/go-duration.ts';
import { parseKubeconfig } from '../../client/http/kubeconfig.ts';
import { StartError } from '../start-error.ts';
import type { FlagDescription } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const configFlag = 'audit-webhook-config-file';
const modes: readonly AuditMode[] = ['batch', 'blocking', 'blocking-strict'];
const most = 2 ** 31 - 1;

/** The options about events that are too large. */
export function truncationFlags(backend: 'log' | 'webhook'): readonly FlagDescription[] {
  const name = `audit-${backend}-truncate`;
  return [
    {
      name: `${name}-enabled`,
      argument: '[bool]',
      text: 'whether large events go without what was sent and answered (default: false)',
    },
    { name: `${name}-max-event-size`, argument: '<bytes>', text: 'what is large (default: 102400)' },
    {
      name: `${name}-max-batch-size`,
      argument: '<bytes>',
      text: 'never less than an event, which is looked at for itself here (default: 10485760)',
    },
  ];
}

/** The options about the webhook that audit events are sent to. */
export const auditWebhookFlags: readonly FlagDescription[] = [
  { name: configFlag, argument: '<file>', text: 'where audit events are sent, as a kubeconfig' },
  {
    name: 'audit-webhook-mode',
    argument: '<mode>',
    text: 'batch; blocking: requests wait; blocking-strict: and fail with it (default: batch)',
  },
  {
    name: 'audit-webhook-initial-backoff',
    argument: '<duration>',
    text: 'how long to wait before trying again (default: 10s)',
  },
  {
    name: 'audit-webhook-batch-buffer-size',
    argument: '<n>',
    text: 'events that may wait for a batch (default: 10000)',
  },
  { name: 'audit-webhook-batch-max-size', argument: '<n>', text: 'events in a batch (default: 400)' },
  {
    name: 'audit-webhook-batch-max-wait',
    argument: '<duration>',
    text: 'how long a batch waits to become full (default: 30s)',
  },
  {
    name: 'audit-webhook-batch-throttle-enable',
    argument: '[bool]',
    text: 'whether batches are sent no faster than the next two say (default: true)',
  },
  {
    name: 'audit-webhook-batch-throttle-qps',
    argument: '<n>',
    text: 'batches a second on average (default: 10)',
  },
  {
    name: 'audit-webhook-batch-throttle-burst',
    argument: '<n>',
    text: 'batches at once after a rest (default: 15)',
  },
  ...truncationFlags('webhook'),
  { name: 'audit-webhook-version', argument: '<version>', text: 'only audit.k8s.io/v1' },
];

/** Throws a `StartError`. */
export async function auditWebhookOf(given: GivenFlags): Promise<AuditWebhookOptions | undefined> {
  const access = await given.parsedFile(configFlag, (text) =>
    parseKubeconfig(text, given.fileName(configFlag)),
  );
  if (access === undefined) return undefined;
  const version = given.text('audit-webhook-version') ?? 'audit.k8s.io/v1';
  if (version !== 'audit.k8s.io/v1')
    throw new StartError(`--audit-webhook-version is audit.k8s.io/v1, not ${JSON.stringify(version)}`);
  const truncation = auditTruncationOf(given, 'webhook');
  return {
    access,
    retryDelayMs: durationOf(given, 'audit-webhook-initial-backoff', '10s'),
    mode: modeOf(given),
    limits: limitsOf(given),
    ...(truncation === undefined ? {} : { truncation }),
    ...given.teller(configFlag),
  };
}

function modeOf(given: GivenFlags): AuditMode {
  const text = given.text('audit-webhook-mode') ?? 'batch';
  const mode = modes.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new StartError(`--audit-webhook-mode is one of ${modes.join(', ')}, not ${JSON.stringify(text)}`);
}

function limitsOf(given: GivenFlags): BatchLimits {
  const limits = {
    bufferSize: positive(given, 'audit-webhook-batch-buffer-size', 10_000),
    maxBatchSize: positive(given, 'audit-webhook-batch-max-size', 400),
    maxWaitMs: durationOf(given, 'audit-webhook-batch-max-wait', '30s'),
  };
  if (given.boolean('audit-webhook-batch-throttle-enable') === false) return limits;
  return {
    ...limits,
    throttle: {
      perSecond: rateOf(given),
      burst: positive(given, 'audit-webhook-batch-throttle-burst', 15),
    },
  };
}

function rateOf(given: GivenFlags): number {
  const name = 'audit-webhook-batch-throttle-qps';
  const text = given.text(name) ?? '10';
  const rate = Number(text);
  if (text !== '' && rate > 0 && Number.isFinite(rate)) return rate;
  throw new StartError(`--${name} must be a positive number, not ${JSON.stringify(text)}`);
}

/** What is too large for the log, or the webhook; undefined: nothing. Throws a `StartError`. */
export function auditTruncationOf(
  given: GivenFlags,
  backend: 'log' | 'webhook',
): TruncationOptions | undefined {
  const maxEventBytes = positive(given, `audit-${backend}-truncate-max-event-size`, 100 * 1024);
  const name = `audit-${backend}-truncate-max-batch-size`;
  const maxBatchBytes = positive(given, name, 10 * 1024 * 1024);
  if (maxBatchBytes < maxEventBytes)
    throw new StartError(`--${name} must not be less than the size of an event, ${maxEventBytes}`);
  return given.boolean(`audit-${backend}-truncate-enabled`) === true ? { maxEventBytes } : undefined;
}

function positive(given: GivenFlags, name: string, otherwise: number): number {
  const number = given.wholeNumber(name, most) ?? otherwise;
  if (number > 0) return number;
  throw new StartError(`--${name} must be a positive number`);
}

function durationOf(given: GivenFlags, name: string, otherwise: string): number {
  const text = given.text(name) ?? otherwise;
  const length = parseGoDuration(text);
  if (typeof length === 'number' && length >= 0) return length;
  throw new StartError(`--${name} must be a duration such as 1m30s, not ${JSON.stringify(text)}`);
}
