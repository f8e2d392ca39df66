import type { Authorization as Decision } from '../authorization/authorizer.ts';
import type { PolicyRule } from '../authorization/policy-rule.ts';
import { objectAt, textAt, textsAt, without, type Fields } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { matchNamespace } from '../registry/metadata.ts';
import { tailOf } from '../registry/stored-object.ts';
import { badRequest, invalid, Refusal } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { admitSubresource } from './admission.ts';
import { systemFields } from '../registry/metadata.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { checkSelectors, questionIn, subjectOf } from './review-question.ts';
import { reviewedToken, userInfoOf } from './token-review.ts';
import { readWrittenBody } from './written-body.ts';
import { Problems } from '../validation/problems.ts';

/**
 * What is asked about rights, answered in the answer to the create; nothing is stored. Which question it is stands in the
 * kind: may I, may somebody else, may he in this namespace, what may I, who am I.
 */
export async function handleReview(context: RequestContext): Promise<ApiAnswer> {
  const { definition, info } = context;
  const body = readWrittenBody(context, definition, 'CreateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const { draft } = body;
  const given = objectAt(draft, 'metadata') ?? {};
  const mismatch = matchNamespace(given, definition.namespaced, info.namespace);
  if (mismatch !== undefined) return answerRefusal(mismatch, context);
  const review = { ...draft, metadata: given };
  const refused = await admitSubresource(context, {
    kind: definition,
    name: textAt(given, 'name'),
    object: review,
    dryRun: body.options.dryRun,
    check: () => undefined,
  });
  if (refused !== undefined) return answerRefusal(refused, context);
  const answered = await reviewed(context, review);
  if (answered instanceof Refusal) return answerRefusal(answered, context);
  return answerObject(context, 201, { object: answered, tail: tailOf(answered) });
}

function reviewed(context: RequestContext, review: Fields): Promise<Fields | Refusal> | Fields | Refusal {
  switch (context.definition.kind) {
    case 'SelfSubjectReview':
      return whoIs(context);
    case 'TokenReview':
      return reviewedToken(context, review);
    case 'SelfSubjectRulesReview':
      return rulesOf(context, review);
    default:
      return accessOf(context, review);
  }
}

function whoIs({ identity, server }: RequestContext): Fields {
  const metadata = { creationTimestamp: timestampText(server.environment.clock.now()) };
  return { metadata, status: { userInfo: userInfoOf(identity) } };
}

function rulesOf({ identity, server }: RequestContext, review: Fields): Fields | Refusal {
  const namespace = textAt(objectAt(review, 'spec'), 'namespace');
  if (namespace === '') return badRequest('no namespace on request');
  const { rules, isIncomplete = false, problem } = server.authorization.rulesFor(identity, namespace);
  const status = {
    resourceRules: rules.filter(({ resources }) => resources.length > 0).map(resourceRule),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: isIncomplete,
    ...(problem === '' ? {} : { evaluationError: problem }),
  };
  return { metadata: noMetadata, spec: {}, status };
}

const noMetadata = { creationTimestamp: null };

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): Fields {
  return { verbs, apiGroups, resources, ...(resourceNames.length === 0 ? {} : { resourceNames }) };
}

async function accessOf(context: RequestContext, review: Fields): Promise<Fields | Refusal> {
  const { definition, server } = context;
  const problems = reviewProblems(definition.kind, review);
  if (problems.size > 0) return invalid({ group: definition.group, kind: '' }, '', problems.found);
  const spec = objectAt(review, 'spec') ?? {};
  const identity = definition.kind === 'SelfSubjectAccessReview' ? context.identity : subjectOf(spec);
  const { attributes, problems: ignored } = questionIn(spec, identity);
  const decision = await server.authorization.authorizer(attributes);
  const metadata = { ...noMetadata, ...objectAt(review, 'metadata') };
  return { ...review, metadata, status: statusOf(decision, ignored) };
}

/** `false` and '' are not told, but for the answer itself. */
function statusOf(decision: Decision, ignored: readonly string[]): Fields {
  const { allowed, denied = false, why, error } = decision;
  const problems = [...(error === undefined ? [] : [error]), ...ignored];
  return {
    allowed,
    ...(denied ? { denied } : {}),
    ...(why === '' ? {} : { reason: why }),
    ...(problems.length === 0 ? {} : { evaluationError: problems.join('; ') }),
  };
}

function reviewProblems(kind: string, review: Fields): Problems {
  const problems = new Problems();
  const spec = objectAt(review, 'spec') ?? {};
  const resource = objectAt(spec, 'resourceAttributes');
  const path = objectAt(spec, 'nonResourceAttributes');
  if (resource !== undefined && path !== undefined) {
    problems.invalid(
      'spec.nonResourceAttributes',
      path,
      'cannot be specified in combination with resourceAttributes',
    );
  }
  if (resource === undefined && path === undefined) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    problems.invalid('spec.resourceAttributes', null, why);
  }
  checkSelectors(problems, resource);
  if (
    kind !== 'SelfSubjectAccessReview' &&
    textAt(spec, 'user') === '' &&
    textsAt(spec, 'groups').length === 0
  ) {
    problems.invalid('spec.user', '', 'at least one of user or group must be specified');
  }
  const isLocal = kind === 'LocalSubjectAccessReview';
  const metadata = objectAt(review, 'metadata') ?? {};
  const said = Object.entries(
    without(metadata, [...systemFields, 'managedFields', isLocal ? 'namespace' : '']),
  );
  if (said.some(([, value]) => value !== null && value !== '')) {
    problems.invalid('metadata', metadata, isLocal ? 'must be empty except for namespace' : 'must be empty');
  }
  if (!isLocal) return problems;
  if (resource !== undefined && textAt(resource, 'namespace') !== textAt(metadata, 'namespace')) {
    problems.invalid(
      'spec.resourceAttributes.namespace',
      resource['namespace'] ?? '',
      'must match metadata.namespace',
    );
  }
  if (path !== undefined)
    problems.invalid('spec.nonResourceAttributes', path, 'disallowed on this kind of request');
  return problems;
}
