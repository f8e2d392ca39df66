import { checkStructure } from '../decode/structure-check.ts';
import { decodeObject } from '../decode/object.ts';
import { booleanAt, numberAt, objectAt, textAt, textsAt, type Fields } from '../fields.ts';
import { negotiateBody } from '../negotiation.ts';
import { dryRunProblems } from '../query.ts';
import type { DeleteOptions, PropagationPolicy } from '../registry/deletion.ts';
import type { FieldProblem } from '../resource-definition.ts';
import { badRequest, invalid, Refusal } from '../status.ts';
import type { RequestContext } from './context.ts';

const metaKind = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' };
/** The version of DeleteOptions that the schemas describe; all are alike. */
const describedKind = { group: '', version: 'v1', kind: 'DeleteOptions' };
const policies = ['Foreground', 'Background', 'Orphan'];

/** From the body where there is one, else from the query. */
export function parseDeleteOptions(context: RequestContext): DeleteOptions | Refusal {
  const { request } = context;
  const given =
    request.body !== undefined && request.body.length > 0 ? fromBody(context) : fromQuery(context);
  if (given instanceof Refusal) return given;
  const problems = problemsOf(given);
  if (problems.length > 0) return invalid(metaKind, '', problems);
  return optionsOf(given);
}

function fromBody(context: RequestContext): Fields | Refusal {
  const { request, warnings, definition } = context;
  const format = negotiateBody(request.headers['content-type']);
  if (format instanceof Refusal) return format;
  // Clients send DeleteOptions in the group of the object as well as in v1 and meta.k8s.io/v1.
  const decoded = decodeObject(request.body, {
    format,
    expected: metaKind,
    fieldValidation: 'Ignore',
    warnings,
    otherVersions: ['v1', definition.group === '' ? 'v1' : `${definition.group}/${definition.version}`],
  });
  if (decoded instanceof Refusal) return decoded;
  // A field of a wrong type must not be passed over: it may have been meant to spare the object.
  const { typeProblem } = checkStructure(decoded, describedKind);
  return typeProblem === undefined
    ? decoded
    : badRequest(`DeleteOptions in version "v1" cannot be handled as a DeleteOptions: ${typeProblem}`);
}

function fromQuery(context: RequestContext): Fields | Refusal {
  const { query } = context.path;
  const given: Fields = {};
  const grace = query.get('gracePeriodSeconds');
  if (grace !== null) {
    if (!/^[+-]?\d+$/.test(grace)) {
      return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
    }
    given['gracePeriodSeconds'] = Number(grace);
  }
  const policy = query.get('propagationPolicy');
  if (policy !== null) given['propagationPolicy'] = policy;
  const orphan = query.get('orphanDependents');
  if (orphan !== null && orphan !== '') given['orphanDependents'] = orphan !== 'false' && orphan !== '0';
  if (query.has('dryRun')) given['dryRun'] = query.getAll('dryRun');
  return given;
}

function problemsOf(given: Fields): readonly FieldProblem[] {
  const problems: FieldProblem[] = [...dryRunProblems(textsAt(given, 'dryRun'))];
  const policy = textAt(given, 'propagationPolicy');
  const orphan = booleanAt(given, 'orphanDependents');
  if (policy !== '' && orphan !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    const message = `Invalid value: ${JSON.stringify(policy)}: ${detail}`;
    problems.push({ field: 'propagationPolicy', reason: 'FieldValueInvalid', message });
  }
  if (given['propagationPolicy'] !== undefined && !policies.includes(policy)) {
    const supported = [...policies, 'nil'].map((entry) => JSON.stringify(entry)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: ${supported}`;
    problems.push({ field: 'propagationPolicy', reason: 'FieldValueNotSupported', message });
  }
  return problems;
}

function optionsOf(given: Fields): DeleteOptions {
  const grace = numberAt(given, 'gracePeriodSeconds');
  const policy = textAt(given, 'propagationPolicy');
  const orphanDependents = booleanAt(given, 'orphanDependents');
  const preconditions = objectAt(given, 'preconditions');
  return {
    dryRun: textsAt(given, 'dryRun').length > 0,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === '' ? {} : { propagationPolicy: policy as PropagationPolicy }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    preconditions: {
      ...(preconditions?.['uid'] === undefined ? {} : { uid: textAt(preconditions, 'uid') }),
      ...(preconditions?.['resourceVersion'] === undefined
        ? {}
        : { resourceVersion: textAt(preconditions, 'resourceVersion') }),
    },
  };
}
