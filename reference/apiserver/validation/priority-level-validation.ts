import { equalJson, numberAt, objectAt, textAt, type Fields } from '../fields.ts';
import { exemptLevel, mandatoryObjects } from '../flowcontrol/bootstrap-configuration.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkConditions } from './flow-control-conditions.ts';
import { goStruct, Problems } from './problems.ts';

/** Only v1beta3 knows it, which has no other way of telling 0 from nothing. */
const roundTripAnnotation = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
const mostQueues = 10_000_000;
/** Of a hash of 64 bits, so that every queue is drawn nearly as often as any other. */
const entropyLimit = 60;

export function validatePriorityLevel(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const name = object.metadata?.name ?? '';
  const spec = objectAt(object, 'spec') ?? {};
  if (object.metadata?.annotations?.[roundTripAnnotation] !== undefined)
    problems.forbidden('metadata.annotations', `annotation '${roundTripAnnotation}' is forbidden`);
  checkSpec(problems, spec, name);
  checkFixed(problems, spec, name);
  checkConditions(problems, object);
  return problems.found;
}

export function validatePriorityLevelStatus(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkConditions(problems, after);
  return problems.found;
}

function checkSpec(problems: Problems, spec: Fields, name: string): void {
  const type = textAt(spec, 'type');
  const limited = objectAt(spec, 'limited');
  const exempt = objectAt(spec, 'exempt');
  if ((name === exemptLevel) !== (type === 'Exempt'))
    problems.invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'");
  if (type === 'Exempt') {
    if (limited !== undefined) problems.forbidden('spec.limited', 'must be nil if the type is not Limited');
    if (exempt !== undefined) checkExempt(problems, exempt);
  } else if (type === 'Limited') {
    if (exempt !== undefined) problems.forbidden('spec.exempt', 'must be nil if the type is Limited');
    if (limited === undefined) problems.required('spec.limited', 'must not be empty when type is Limited');
    else checkLimited(problems, limited);
  } else problems.notSupported('spec.type', type, ['Exempt', 'Limited']);
}

/** Of the level without limits only its shares may be changed, of the last resort nothing. */
function checkFixed(problems: Problems, spec: Fields, name: string): void {
  const fixed = mandatoryObjects.priorityLevels.find((mandatory) => mandatory.name === name)?.spec;
  if (fixed === undefined) return;
  const isExempt = name === exemptLevel;
  const compared = isExempt ? { ...spec, exempt: fixed['exempt'] } : spec;
  if (equalJson(compared, fixed)) return;
  const except = isExempt ? " except the 'spec.exempt' field" : '';
  problems.invalid(
    'spec',
    goStruct('flowcontrol.PriorityLevelConfigurationSpec'),
    `spec of '${name}'${except} must equal the fixed value`,
  );
}

function checkShares(problems: Problems, field: string, of: Fields): void {
  const shares = numberAt(of, 'nominalConcurrencyShares') ?? 0;
  if (shares < 0)
    problems.invalid(`${field}.nominalConcurrencyShares`, shares, 'must be a non-negative integer');
}

function checkLendable(problems: Problems, field: string, of: Fields): void {
  const percent = numberAt(of, 'lendablePercent') ?? 0;
  if (percent < 0 || percent > 100)
    problems.invalid(`${field}.lendablePercent`, percent, 'must be between 0 and 100, inclusive');
}

function checkExempt(problems: Problems, exempt: Fields): void {
  checkShares(problems, 'spec.exempt', exempt);
  checkLendable(problems, 'spec.exempt', exempt);
}

function checkLimited(problems: Problems, limited: Fields): void {
  const field = 'spec.limited';
  checkShares(problems, field, limited);
  checkResponse(problems, `${field}.limitResponse`, objectAt(limited, 'limitResponse') ?? {});
  checkLendable(problems, field, limited);
  const borrowing = numberAt(limited, 'borrowingLimitPercent') ?? 0;
  if (borrowing < 0) {
    const detail = 'if specified, must be a non-negative integer';
    problems.invalid(`${field}.borrowingLimitPercent`, borrowing, detail);
  }
}

function checkResponse(problems: Problems, field: string, response: Fields): void {
  const type = textAt(response, 'type');
  const queuing = objectAt(response, 'queuing');
  if (type === 'Reject') {
    if (queuing !== undefined)
      problems.forbidden(`${field}.queuing`, 'must be nil if limited.limitResponse.type is not Limited');
  } else if (type === 'Queue') {
    if (queuing === undefined)
      problems.required(`${field}.queuing`, 'must not be empty if limited.limitResponse.type is Limited');
    else checkQueuing(problems, `${field}.queuing`, queuing);
  } else problems.notSupported(`${field}.type`, type, ['Queue', 'Reject']);
}

function checkQueuing(problems: Problems, field: string, queuing: Fields): void {
  const length = numberAt(queuing, 'queueLengthLimit') ?? 0;
  const queues = numberAt(queuing, 'queues') ?? 0;
  const hand = numberAt(queuing, 'handSize') ?? 0;
  if (length <= 0) problems.invalid(`${field}.queueLengthLimit`, length, 'must be positive');
  if (queues <= 0) problems.invalid(`${field}.queues`, queues, 'must be positive');
  else if (queues > mostQueues)
    problems.invalid(`${field}.queues`, queues, `must not be greater than ${mostQueues}`);
  const place = `${field}.handSize`;
  const entropy = Math.ceil(Math.log2(queues) * hand);
  if (hand <= 0) problems.invalid(place, hand, 'must be positive');
  else if (hand > queues) problems.invalid(place, hand, `should not be greater than queues (${queues})`);
  else if (entropy > entropyLimit) {
    const told = `required entropy bits of deckSize ${queues} and handSize ${hand}`;
    problems.invalid(place, hand, `${told} should not be greater than ${entropyLimit}`);
  }
}
