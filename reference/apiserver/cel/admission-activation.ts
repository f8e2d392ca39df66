import { reviewRequest } from '../admission/webhooks/admission-review.ts';
import type { AdmissionRequest } from '../admission/admission-chain.ts';
import type { MatchedResource } from '../admission/webhooks/request-matching.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { without, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { AuthorizerValue, ResourceCheck } from './cel-authorizer.ts';
import { VariableValues, wordsOf, type CelProgram } from './cel-evaluation.ts';
import { PendingAnswer } from './cel-plan.ts';
import { RequestValue, requestResourceName } from './cel-program.ts';
import { celValue } from './cel-value.ts';

/** What expressions about a request may see beside the request itself. */
export interface ActivationParts {
  readonly authorizer: Authorizer;
  /** Where the object lies; undefined: nowhere, or expressions are not told. */
  readonly namespace?: KubeObject | undefined;
  /** What a policy's binding is configured with; undefined: with nothing. */
  readonly params?: KubeObject | undefined;
}

/** The values of the names in an expression about a request. */
export function activationOf(
  request: AdmissionRequest,
  matched: MatchedResource,
  { authorizer, namespace, params }: ActivationParts,
): Fields {
  const { object, oldObject, ...told } = reviewRequest(request, matched);
  const authorize = new AuthorizerValue(authorizer, request.identity);
  return {
    object: celValue(object),
    oldObject: celValue(oldObject),
    request: RequestValue.of(celValue(told) as Fields),
    namespaceObject: namespace === undefined ? null : celValue(visible(namespace)),
    params: params === undefined ? null : celValue(params),
    authorizer: authorize,
    [requestResourceName]: new ResourceCheck(authorize, {
      group: request.definition.group,
      resource: request.definition.plural,
      subresource: request.subresource,
      namespace: request.namespace,
      name: request.name,
    }),
  };
}

/** What of a namespace concerns expressions. */
function visible(namespace: KubeObject): Fields {
  const metadata = without((namespace.metadata ?? {}) as Fields, [
    'managedFields',
    'ownerReferences',
    'selfLink',
  ]);
  return { ...without(namespace, ['metadata']), metadata };
}

/** Adds `variables`, each evaluated when it is first asked for, and once. Those that come later may speak of earlier ones. */
export function withVariables(
  activation: Readonly<Fields>,
  programs: readonly { readonly name: string; readonly program: CelProgram }[],
): Fields {
  if (programs.length === 0) return { ...activation };
  const variables = new VariableValues();
  const given: Fields = { ...activation, variables };
  for (const { name, program } of programs)
    Object.defineProperty(variables, name, {
      enumerable: true,
      get: onceKnown(name, () => program.evaluateNow(given, variables)),
    });
  return given;
}

/** Evaluates when it is first asked, and once, but for an answer that is still waited for. */
function onceKnown(name: string, evaluate: () => unknown): () => unknown {
  let known: { readonly value: unknown } | { readonly failure: Error } | undefined;
  return () => {
    try {
      known ??= { value: evaluate() };
    } catch (error) {
      if (error instanceof PendingAnswer) throw error;
      known = { failure: new Error(`composited variable "${name}" fails to evaluate: ${wordsOf(error)}`) };
    }
    if ('failure' in known) throw known.failure;
    return known.value;
  };
}
