import { checkStructure } from '../decode/structure-check.ts';
import { decodeObject, notRegistered } from '../decode/object.ts';
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
  return refuseDeleteOptions(given) ?? deleteOptionsOf(given);
}

/** What is wrong with the values of `DeleteOptions`. */
export function refuseDeleteOptions(given: Fields): Refusal | undefined {
  const problems = problemsOf(given);
  return problems.length > 0 ? invalid(metaKind, '', problems) : undefined;
}

function fromBody(context: RequestContext): Fields | Refusal {
  const { request, warnings } = context;
  const format = negotiateBody(request.headers['content-type']);
  if (format instanceof Refusal) return format;
  // They are the same in every version.
  const decoded = decodeObject(request.body, {
    format,
    expected: metaKind,
    fieldValidation: 'Ignore',
    warnings,
    otherVersions: 'all',
  });
  if (decoded instanceof Refusal) return otherKind(decoded);
  // A field of a wrong type must not be passed over: it may have been meant to spare the object.
  const { typeProblem } = checkStructure(decoded, describedKind);
  return typeProblem === undefined ? decoded : badRequest(typeProblem);
}

/** What cannot be read as options is refused in upstream's words, which has no code for it. */
function otherKind(refusal: Refusal): Refusal {
  const found =
    /^(\S+) in version "([^"]*)" cannot be handled as a DeleteOptions: (?:converting|no kind)/.exec(
      refusal.status.message ?? '',
    );
  if (found !== null) return badRequest(notRegistered(found[1] ?? '', found[2] ?? ''));
  const unread = /^the object provided is unrecognized \(must be of type DeleteOptions\): (.*) \(.*\)$/s.exec(
    refusal.status.message ?? '',
  );
  return unread === null ? refusal : badRequest(unread[1] ?? '');
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

/** What `DeleteOptions` wish for; what is wrong with them is not looked at. */
export function deleteOptionsOf(given: Fields): DeleteOptions {
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
