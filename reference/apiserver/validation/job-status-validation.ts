import {
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { commonIndex, countIndexes } from './index-intervals.ts';
import { omitted, Problems } from './problems.ts';
import { checkNonNegative } from './scalars.ts';

/** A job's status as the rules look at it. */
class JobStatus {
  readonly fields: Fields;

  constructor(job: KubeObject) {
    this.fields = objectAt(job, 'status') ?? {};
  }

  is(type: string): boolean {
    return this.condition(type) === 'True';
  }

  condition(type: string): string | undefined {
    const found = objectsAt(this.fields, 'conditions').find(
      (condition) => textAt(condition, 'type') === type,
    );
    return found === undefined ? undefined : textAt(found, 'status');
  }

  get isFinished(): boolean {
    return this.is('Complete') || this.is('Failed');
  }

  count(name: string): number {
    return numberAt(this.fields, name) ?? 0;
  }

  time(name: string): string | undefined {
    return valueAt(this.fields, name) as string | undefined;
  }
}

interface Transition {
  readonly spec: Fields;
  readonly old: JobStatus;
  readonly next: JobStatus;
}

/** What a controller may say of a job. Most rules look only at what changed, so that old faults do not block new news. */
export function validateJobStatusUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const transition = {
    spec: objectAt(after, 'spec') ?? {},
    old: new JobStatus(before),
    next: new JobStatus(after),
  };
  for (const name of ['active', 'succeeded', 'failed', 'ready', 'terminating'])
    checkNonNegative(problems, `status.${name}`, numberAt(transition.next.fields, name));
  checkUncounted(problems, transition.next);
  checkConditions(problems, transition);
  checkTimes(problems, transition);
  checkFinished(problems, transition);
  checkIndexes(problems, transition);
  checkSuccess(problems, transition);
  checkProgress(problems, transition);
  return problems.found;
}

function checkUncounted(problems: Problems, { fields }: JobStatus): void {
  const uncounted = objectAt(fields, 'uncountedTerminatedPods');
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'])
    for (const [index, uid] of textsAt(uncounted, list).entries()) {
      const path = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') problems.invalid(path, uid, 'must not be empty');
      else if (seen.has(uid)) problems.duplicate(path, uid);
      seen.add(uid);
    }
}

function changed({ old, next }: Transition, type: string): boolean {
  return old.is(type) !== next.is(type);
}

function refuse(problems: Problems, detail: string): void {
  problems.invalid('status.conditions', omitted, detail);
}

function checkConditions(problems: Problems, transition: Transition): void {
  const { next } = transition;
  const completes = changed(transition, 'Complete');
  if ((completes || changed(transition, 'Failed')) && next.is('Complete') && next.is('Failed'))
    refuse(problems, 'cannot set Complete=True and Failed=true conditions');
  if ((completes || changed(transition, 'FailureTarget')) && next.is('Complete') && next.is('FailureTarget'))
    refuse(problems, 'cannot set Complete=True and FailureTarget=true conditions');
}

function hasChanged({ old, next }: Transition, name: string): boolean {
  return !equalJson(valueAt(old.fields, name), valueAt(next.fields, name));
}

function checkTimes(problems: Problems, transition: Transition): void {
  const { next } = transition;
  const field = 'status.completionTime';
  const [start, end] = [next.time('startTime'), next.time('completionTime')];
  const ends = hasChanged(transition, 'completionTime');
  if (changed(transition, 'Complete') || ends) {
    if (end !== undefined && !next.is('Complete'))
      problems.invalid(field, end, 'cannot set completionTime when there is no Complete=True condition');
    if (end === undefined && next.is('Complete'))
      problems.required(field, 'completionTime is required for Complete jobs');
  }
  const isBackwards = start !== undefined && end !== undefined && end < start;
  if ((ends || hasChanged(transition, 'startTime')) && isBackwards)
    problems.invalid(field, end, 'completionTime cannot be set before startTime');
}

function checkFinished(problems: Problems, transition: Transition): void {
  const { spec, old, next } = transition;
  const finishes = old.isFinished !== next.isFinished;
  if ((changed(transition, 'Failed') || hasChanged(transition, 'failedIndexes')) && next.is('Failed'))
    if (!next.is('FailureTarget'))
      refuse(problems, 'cannot set Failed=True condition without the FailureTarget=true condition');
  if ((changed(transition, 'Complete') || changed(transition, 'SuccessCriteriaMet')) && next.is('Complete'))
    if (!next.is('SuccessCriteriaMet'))
      refuse(problems, 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  if (!next.isFinished) return;
  if ((finishes || hasChanged(transition, 'active')) && next.count('active') > 0)
    problems.invalid('status.active', next.count('active'), 'active>0 is invalid for finished job');
  const neverStarts = valueAt(spec, 'suspend') === true && numberAt(spec, 'completions') === 0;
  const mustHaveStarted = (finishes || hasChanged(transition, 'startTime')) && !neverStarts;
  if (mustHaveStarted && next.time('startTime') === undefined)
    problems.required('status.startTime', 'startTime is required for finished job');
  const uncounted = objectAt(next.fields, 'uncountedTerminatedPods');
  const left = [...textsAt(uncounted, 'failed'), ...textsAt(uncounted, 'succeeded')].length;
  if ((finishes || hasChanged(transition, 'uncountedTerminatedPods')) && left > 0) {
    const text = 'uncountedTerminatedPods needs to be empty for finished job';
    problems.invalid('status.uncountedTerminatedPods', uncounted, text);
  }
}

function checkIndexes(problems: Problems, transition: Transition): void {
  const { spec, old, next } = transition;
  const completions = numberAt(spec, 'completions');
  const completed = textAt(next.fields, 'completedIndexes');
  const failed = valueAt(next.fields, 'failedIndexes');
  const doneChanged = hasChanged(transition, 'completedIndexes');
  const failedChanged = hasChanged(transition, 'failedIndexes');
  const perIndex = numberAt(spec, 'backoffLimitPerIndex');
  const check = (name: string, text: string): void => {
    const counted = countIndexes(text, completions ?? 0);
    if ('problem' in counted)
      problems.invalid(`status.${name}`, text, `error parsing ${name}: ${counted.problem}`);
  };
  if (doneChanged && completions !== undefined) check('completedIndexes', completed);
  if (failedChanged && completions !== undefined && perIndex !== undefined && typeof failed === 'string')
    check('failedIndexes', failed);
  if (doneChanged && completed !== '' && valueAt(spec, 'completionMode') !== 'Indexed') {
    const text = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    problems.invalid('status.completedIndexes', completed, text);
  }
  if (failedChanged && perIndex === undefined && failed !== undefined) {
    const text = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    problems.invalid('status.failedIndexes', failed, text);
  }
  if ((failedChanged || doneChanged) && completions !== undefined && typeof failed === 'string') {
    const common = commonIndex(completed, failed, completions);
    const text = `failedIndexes and completedIndexes overlap at index: ${common ?? 0}`;
    if (common !== undefined) problems.invalid('status.failedIndexes', failed, text);
  }
  const finishes = old.isFinished !== next.isFinished;
  const terminating = next.count('terminating');
  if ((finishes || hasChanged(transition, 'terminating')) && terminating > 0 && next.isFinished)
    problems.invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job');
  const moves = hasChanged(transition, 'ready') || hasChanged(transition, 'active');
  if (moves && next.count('ready') > next.count('active'))
    problems.invalid('status.ready', next.count('ready'), 'cannot set more ready pods than active');
}

function checkSuccess(problems: Problems, { spec, next }: Transition): void {
  const met = next.is('SuccessCriteriaMet');
  for (const other of ['Failed', 'FailureTarget'])
    if (met && next.is(other))
      refuse(problems, `cannot set SuccessCriteriaMet=True and ${other}=true conditions`);
  if (!met && next.is('Complete') && objectAt(spec, 'successPolicy') !== undefined)
    refuse(problems, 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True');
}

/** What has been counted and decided stays so. */
function checkProgress(problems: Problems, { spec, old, next }: Transition): void {
  for (const type of ['Failed', 'Complete', 'FailureTarget'])
    if (old.is(type) && !next.is(type))
      refuse(problems, `cannot disable the terminal ${type}=True condition`);
  const mayShrink =
    valueAt(spec, 'completionMode') === 'Indexed' &&
    valueAt(spec, 'completions') === valueAt(spec, 'parallelism');
  for (const name of mayShrink ? ['failed'] : ['failed', 'succeeded'])
    if (next.count(name) < old.count(name))
      problems.invalid(`status.${name}`, next.count(name), `cannot decrease the ${name} counter`);
  const [ended, ends] = [old.time('completionTime'), next.time('completionTime')];
  if (ended !== undefined && ends !== undefined && ended !== ends)
    problems.invalid('status.completionTime', ends, 'completionTime cannot be mutated');
  const [started, starts] = [old.time('startTime'), next.time('startTime')];
  const isResuming = old.is('Suspended') && next.condition('Suspended') === 'False';
  if (started !== undefined && started !== starts && !isResuming && valueAt(spec, 'suspend') !== true)
    problems.required('status.startTime', 'startTime cannot be removed for unsuspended job');
  const [wasMet, isMet] = [old.is('SuccessCriteriaMet'), next.is('SuccessCriteriaMet')];
  if (wasMet && !isMet) refuse(problems, 'cannot disable the SuccessCriteriaMet=True condition');
  if (old.is('Complete') && !wasMet && isMet)
    refuse(problems, 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
}
