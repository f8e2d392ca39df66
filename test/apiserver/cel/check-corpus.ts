import { fileURLToPath } from 'node:url';

/** Sends a body and answers the status of the answer and its own body. */
export type SendObject = (
  method: string,
  path: string,
  object: unknown,
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** Where what the real server says is kept: by place, then by expression. */
export const corpusFile: string = fileURLToPath(new URL('cel-checks.json', import.meta.url));

export type Corpus = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The answer to an expression that nothing is wrong with. */
export const accepted = '';

const group = '/apis/admissionregistration.k8s.io/v1';
const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };

interface Place {
  /** The field of the n-th expression. */
  readonly field: (index: number) => string;
  readonly path: string;
  readonly object: (expressions: readonly string[]) => unknown;
}

function policy(spec: Readonly<Record<string, unknown>>): unknown {
  const matchConstraints = { resourceRules: [rule] };
  const validations = [{ expression: 'true' }];
  return { metadata: { name: 'checked' }, spec: { matchConstraints, validations, ...spec } };
}

function hooks(expressions: readonly string[]): unknown {
  const matchConditions = expressions.map((expression, index) => ({ name: `c${index}`, expression }));
  const hook = {
    name: 'checked.example.com',
    clientConfig: { url: 'https://127.0.0.1:9/' },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    rules: [rule],
    matchConditions,
  };
  return { metadata: { name: 'checked' }, webhooks: [hook] };
}

const policies = `${group}/validatingadmissionpolicies?dryRun=All`;

/** All places where an object may hold expressions. */
export const places: Readonly<Record<string, Place>> = {
  variables: {
    field: (index) => `spec.variables[${index}].expression`,
    path: policies,
    object: (expressions) =>
      policy({ variables: expressions.map((expression, index) => ({ name: `v${index}`, expression })) }),
  },
  variablesWithParams: {
    field: (index) => `spec.variables[${index}].expression`,
    path: policies,
    object: (expressions) =>
      policy({
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        variables: expressions.map((expression, index) => ({ name: `v${index}`, expression })),
      }),
  },
  validations: {
    field: (index) => `spec.validations[${index}].expression`,
    path: policies,
    object: (expressions) => policy({ validations: expressions.map((expression) => ({ expression })) }),
  },
  messages: {
    field: (index) => `spec.validations[${index}].messageExpression`,
    path: policies,
    object: (expressions) =>
      policy({
        validations: expressions.map((messageExpression) => ({ expression: 'true', messageExpression })),
      }),
  },
  annotations: {
    field: (index) => `spec.auditAnnotations[${index}].valueExpression`,
    path: policies,
    object: (expressions) =>
      policy({
        auditAnnotations: expressions.map((valueExpression, index) => ({
          key: `a${index}`,
          valueExpression,
        })),
      }),
  },
  conditions: {
    field: (index) => `spec.matchConditions[${index}].expression`,
    path: policies,
    object: (expressions) =>
      policy({
        matchConditions: expressions.map((expression, index) => ({ name: `c${index}`, expression })),
      }),
  },
  validatingHooks: {
    field: (index) => `webhooks[0].matchConditions[${index}].expression`,
    path: `${group}/validatingwebhookconfigurations?dryRun=All`,
    object: hooks,
  },
  mutatingHooks: {
    field: (index) => `webhooks[0].matchConditions[${index}].expression`,
    path: `${group}/mutatingwebhookconfigurations?dryRun=All`,
    object: hooks,
  },
};

interface Cause {
  readonly field?: string;
  readonly message?: string;
}

function causesOf(body: unknown): readonly Cause[] {
  const { details } = body as { readonly details?: { readonly causes?: readonly Cause[] } };
  return details?.causes ?? [];
}

/** Annotations may be twenty, of which one is kept free. */
const atOnce = 16;

/** What a server says of each expression at a place. */
export async function checkAt(
  place: string,
  expressions: readonly string[],
  send: SendObject,
): Promise<ReadonlyMap<string, string>> {
  const said = new Map<string, string>();
  const { field, path, object } = places[place] ?? places['variables'] ?? noPlace();
  for (let from = 0; from < expressions.length; from += atOnce) {
    const some = expressions.slice(from, from + atOnce);
    const { status, body } = await send('POST', path, object(some));
    if (status !== 201 && status !== 422) throw new Error(`${place}: ${status} ${JSON.stringify(body)}`);
    const causes = causesOf(body);
    for (const [index, expression] of some.entries()) {
      const own = causes.filter((cause) => cause.field === field(index));
      said.set(expression, own.length === 0 ? accepted : own.map(({ message = '' }) => message).join('\n'));
    }
  }
  return said;
}

function noPlace(): never {
  throw new Error('there is no place for variables');
}
