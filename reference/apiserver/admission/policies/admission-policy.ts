import { CelProblem, compileCel, type CelProgram, type CelScope } from '../../cel/cel-program.ts';
import { variableType } from '../../../cel/cel-scope.ts';
import type { CelType } from '../../../cel/cel-types.ts';
import { objectAt, objectsAt, textAt, textsAt, type Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { KubeObject } from '../../resource-definition.ts';
import type { MatchTerms } from '../webhooks/request-matching.ts';
import { readConditions, readRules } from '../webhooks/webhook-configuration.ts';

/** One demand of a policy. */
export interface Validation {
  readonly program: CelProgram | CelProblem;
  readonly expression: string;
  readonly message: string;
  readonly messageProgram: CelProgram | undefined;
  readonly reason: string;
}

export interface NamedProgram {
  readonly name: string;
  readonly program: CelProgram;
}

/** A ValidatingAdmissionPolicy, compiled. */
export interface AdmissionPolicy {
  readonly name: string;
  readonly failurePolicy: string;
  readonly terms: MatchTerms;
  readonly conditions: readonly (CelProgram | CelProblem)[];
  readonly variables: readonly NamedProgram[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly NamedProgram[];
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | undefined;
}

/** How a binding names the parameters. */
export interface ParamReference {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Fields | undefined;
  readonly notFoundAction: string;
}

/** A ValidatingAdmissionPolicyBinding: what makes a policy work. */
export interface PolicyBinding {
  readonly name: string;
  readonly policyName: string;
  readonly terms: MatchTerms | undefined;
  readonly paramRef: ParamReference | undefined;
  readonly actions: readonly string[];
}

const policies = new WeakMap<KubeObject, AdmissionPolicy>();
const bindings = new WeakMap<KubeObject, PolicyBinding>();

/** All policies, by name; each is compiled when it is first asked for. */
export function policiesOf(store: ObjectStore): readonly AdmissionPolicy[] {
  return readAll(store, policies, readPolicy);
}

/** All bindings, by name. */
export function bindingsOf(store: ObjectStore): readonly PolicyBinding[] {
  return readAll(store, bindings, readBinding);
}

function readAll<Read>(
  { cache }: ObjectStore,
  known: WeakMap<KubeObject, Read>,
  read: (object: KubeObject) => Read,
): readonly Read[] {
  return [...cache.objects.range(cache.prefix)].map(({ object }) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const fresh = read(object);
    known.set(object, fresh);
    return fresh;
  });
}

function readPolicy(object: KubeObject): AdmissionPolicy {
  const spec = objectAt(object, 'spec') ?? {};
  const paramKind = objectAt(spec, 'paramKind');
  const bare: CelScope = { hasParams: paramKind !== undefined, hasAuthorizer: true };
  const { programs, types } = readVariables(spec, bare);
  const scope: CelScope = { ...bare, variables: types };
  return {
    name: object.metadata?.name ?? '',
    failurePolicy: textAt(spec, 'failurePolicy'),
    terms: readTerms(objectAt(spec, 'matchConstraints') ?? {}),
    conditions: readConditions(spec).map(({ expression }) => compileCel(expression.trim(), bare)),
    variables: programs,
    validations: objectsAt(spec, 'validations').map((validation) => readValidation(validation, scope)),
    auditAnnotations: objectsAt(spec, 'auditAnnotations').flatMap((annotation) => {
      const program = compileCel(textAt(annotation, 'valueExpression').trim(), scope);
      return program instanceof CelProblem ? [] : [{ name: textAt(annotation, 'key'), program }];
    }),
    paramKind:
      paramKind === undefined
        ? undefined
        : { apiVersion: textAt(paramKind, 'apiVersion'), kind: textAt(paramKind, 'kind') },
  };
}

function readVariables(
  spec: Fields,
  bare: CelScope,
): { readonly programs: readonly NamedProgram[]; readonly types: ReadonlyMap<string, CelType> } {
  const programs: NamedProgram[] = [];
  const types = new Map<string, CelType>();
  for (const variable of objectsAt(spec, 'variables')) {
    const name = textAt(variable, 'name');
    const program = compileCel(textAt(variable, 'expression'), { ...bare, variables: new Map(types) });
    if (program instanceof CelProblem) continue;
    programs.push({ name, program });
    types.set(name, variableType(program.type));
  }
  return { programs, types };
}

function readValidation(validation: Fields, scope: CelScope): Validation {
  const expression = textAt(validation, 'expression');
  const told = textAt(validation, 'messageExpression');
  const messageProgram = told === '' ? undefined : compileCel(told, { ...scope, hasAuthorizer: false });
  return {
    program: compileCel(expression, scope),
    expression,
    message: textAt(validation, 'message'),
    messageProgram: messageProgram instanceof CelProblem ? undefined : messageProgram,
    reason: textAt(validation, 'reason') || 'Invalid',
  };
}

function readTerms(resources: Fields): MatchTerms {
  return {
    rules: readRules(resources, 'resourceRules'),
    excluded: readRules(resources, 'excludeResourceRules'),
    matchPolicy: textAt(resources, 'matchPolicy'),
    namespaceSelector: objectAt(resources, 'namespaceSelector'),
    objectSelector: objectAt(resources, 'objectSelector'),
    meansAllWithoutRules: true,
  };
}

function readBinding(object: KubeObject): PolicyBinding {
  const spec = objectAt(object, 'spec') ?? {};
  const resources = objectAt(spec, 'matchResources');
  const paramRef = objectAt(spec, 'paramRef');
  return {
    name: object.metadata?.name ?? '',
    policyName: textAt(spec, 'policyName'),
    terms: resources === undefined ? undefined : readTerms(resources),
    paramRef: paramRef === undefined ? undefined : readParamRef(paramRef),
    actions: textsAt(spec, 'validationActions'),
  };
}

function readParamRef(paramRef: Fields): ParamReference {
  return {
    name: textAt(paramRef, 'name'),
    namespace: textAt(paramRef, 'namespace'),
    selector: objectAt(paramRef, 'selector'),
    notFoundAction: textAt(paramRef, 'parameterNotFoundAction'),
  };
}
