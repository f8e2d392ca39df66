import { numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { scheduleProblem } from './cron-schedule.ts';
import { checkJobSpec } from './job-validation.ts';
import { Problems } from './problems.ts';
import { checkEnum, checkNonNegative } from './scalars.ts';

const policies = ['Allow', 'Forbid', 'Replace'];

function checkSchedule(problems: Problems, spec: Fields, oldSchedule: string): void {
  const field = 'spec.schedule';
  const schedule = textAt(spec, 'schedule');
  if (schedule === '') {
    problems.required(field);
    return;
  }
  const hasZone = schedule.includes('TZ');
  const plain = schedule.replace(/^(CRON_)?TZ=\S+\s+/, '');
  const wrong = scheduleProblem(plain);
  if (wrong !== undefined) problems.invalid(field, schedule, wrong);
  if (!hasZone) return;
  // A schedule that named a zone before zones had a field of their own may keep it.
  if (!oldSchedule.includes('TZ'))
    problems.invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (valueAt(spec, 'timeZone') !== undefined)
    problems.invalid(field, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
}

function checkTimeZone(problems: Problems, zone: unknown): void {
  const field = 'spec.timeZone';
  if (typeof zone !== 'string') return;
  const isPart = (part: string): boolean =>
    /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && part !== '.' && part !== '..' && !part.startsWith('-');
  if (zone === '') problems.invalid(field, zone, 'timeZone must be nil or non-empty string');
  else if (!zone.split('/').every(isPart)) problems.invalid(field, zone, `unknown time zone ${zone}`);
  else if (zone.toLowerCase() === 'local') {
    const text = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    problems.invalid(field, zone, text);
    if (zone !== 'Local') problems.invalid(field, zone, `unknown time zone ${zone}`);
  } else if (!isKnownZone(zone)) problems.invalid(field, zone, `unknown time zone ${zone}`);
}

/** The runtime knows the zones of the tz database; offsets, which it takes as well, are none. */
function isKnownZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function checkCronJob(problems: Problems, spec: Fields, old: Fields | undefined): void {
  checkSchedule(problems, spec, textAt(old, 'schedule'));
  checkNonNegative(problems, 'spec.startingDeadlineSeconds', numberAt(spec, 'startingDeadlineSeconds'));
  const zone = valueAt(spec, 'timeZone');
  if (old === undefined || valueAt(old, 'timeZone') !== zone) checkTimeZone(problems, zone);
  checkEnum(problems, 'spec.concurrencyPolicy', textAt(spec, 'concurrencyPolicy'), policies);
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec') ?? {};
  const field = 'spec.jobTemplate.spec';
  checkJobSpec(problems, field, jobSpec);
  const selector = objectAt(jobSpec, 'selector');
  if (selector !== undefined)
    problems.invalid(`${field}.selector`, selector, '`selector` will be auto-generated');
  if (valueAt(jobSpec, 'manualSelector') === true)
    problems.notSupported(`${field}.manualSelector`, true, ['nil', 'false']);
  for (const name of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'])
    checkNonNegative(problems, `spec.${name}`, numberAt(spec, name));
}

/** Jobs are called after their cron job and the time, eleven characters. */
const longestName = 52;

export function validateCronJob(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkCronJob(problems, objectAt(object, 'spec') ?? {}, undefined);
  const name = object.metadata?.name ?? '';
  if (name.length > longestName)
    problems.invalid('metadata.name', name, `must be no more than ${longestName} characters`);
  return problems.found;
}

export function validateCronJobUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkCronJob(problems, objectAt(after, 'spec') ?? {}, objectAt(before, 'spec') ?? {});
  return problems.found;
}
