import { createRequire } from 'node:module';
import type * as CelLibrary from '@marcbachmann/cel-js';
import type { Environment } from '@marcbachmann/cel-js';
import { isFields, type Fields } from '../fields.ts';
import { registerAddresses } from './cel-addresses.ts';
import { authorizerType, registerAuthorizer, resourceCheckType } from './cel-authorizer.ts';
import { checkCel } from '../../cel/cel-checked.ts';
import { CelProblem, PlannedProgram, VariableValues, wordsOf, type CelProgram } from './cel-evaluation.ts';
import { registerFormats } from './cel-formats.ts';
import { registerTextsAndLists } from './cel-library.ts';
import { freePresenceTests, type LibraryEvaluator, type LibraryNode } from './cel-library-node.ts';
import { libraryText, looseLibraryText } from './cel-library-text.ts';
import type { Step } from './cel-plan.ts';
import { planOf } from './cel-planner.ts';
import { registerQuantities } from './cel-quantity.ts';
import { namesOf, type CelScope } from '../../cel/cel-scope.ts';
import { registerStandIns } from './cel-stand-ins.ts';
import { declaredText, type CelType } from '../../cel/cel-types.ts';
import { registerUrls } from './cel-urls.ts';

/** What is told of the request: `kubernetes.AdmissionRequest`. */
export class RequestValue {
  readonly [name: string]: unknown;

  static of(fields: Readonly<Fields>): RequestValue {
    const { kind, requestKind, resource, requestResource, userInfo } = fields;
    return Object.assign(new RequestValue(), fields, {
      kind: Object.assign(new KindValue(), kind),
      requestKind: Object.assign(new KindValue(), requestKind),
      resource: Object.assign(new ResourceValue(), resource),
      requestResource: Object.assign(new ResourceValue(), requestResource),
      userInfo: Object.assign(new UserValue(), userInfo),
    });
  }
}

class KindValue extends RequestValue {}
class ResourceValue extends RequestValue {}
/** A user as expressions see him: `kubernetes.UserInfo`. */
export class UserValue extends RequestValue {}

const kindType = 'kubernetes.GroupVersionKind';
const resourceType = 'kubernetes.GroupVersionResource';
const userType = 'kubernetes.UserInfo';

const partTypes = [
  { type: kindType, ctor: KindValue, fields: ['group', 'version', 'kind'] },
  { type: resourceType, ctor: ResourceValue, fields: ['group', 'version', 'resource'] },
] as const;

const requestFields = {
  uid: 'string',
  kind: kindType,
  resource: resourceType,
  subResource: 'string',
  requestKind: kindType,
  requestResource: resourceType,
  requestSubResource: 'string',
  name: 'string',
  namespace: 'string',
  operation: 'string',
  userInfo: userType,
  dryRun: 'bool',
  options: 'dyn',
};

/** Upstream's are checked before; these must not be less. */
const limits = { maxAstNodes: 200_000, maxDepth: 1000, maxListElements: 100_000, maxMapEntries: 100_000 };

/** Loaded when the first expression is, since most servers never see one. */
function library(): typeof CelLibrary {
  return createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof CelLibrary;
}

let base: Environment | undefined;
const scopes = new Map<string, Environment>();
/** Scopes differ by their variables, which strangers may choose. */
const rememberedScopes = 200;

function environmentOf(scope: CelScope): Environment {
  const fields = Object.fromEntries(
    [...(scope.variables ?? new Map<string, CelType>())].map(([name, type]) => [name, costType(type)]),
  );
  const key = JSON.stringify({ ...scope, variables: fields });
  const known = scopes.get(key);
  if (known !== undefined) return known;
  base ??= baseEnvironment();
  const environment = base.clone();
  for (const [name, type] of Object.entries(subjects[scope.about ?? 'request']))
    environment.registerVariable(name, type);
  if (scope.hasParams) environment.registerVariable('params', 'dyn');
  if (scope.hasAuthorizer) {
    environment.registerVariable('authorizer', authorizerType);
    environment.registerVariable(requestResource, resourceCheckType);
  }
  if (Object.keys(fields).length > 0) {
    const type = 'kubernetes.variables';
    environment.registerType(type, { ctor: VariableValues, fields });
    environment.registerVariable('variables', type);
  }
  if (scopes.size >= rememberedScopes) scopes.clear();
  scopes.set(key, environment);
  return environment;
}

/** The types by which costs differ: where texts and lists are not known to be such before the evaluation, they cost less. */
function costType({ kind }: CelType): string {
  return kind === 'string' || kind === 'bytes' ? kind : kind === 'list' ? 'list<dyn>' : 'dyn';
}

/** The variables of each kind of expression, with their types. */
const subjects: Readonly<Record<NonNullable<CelScope['about']>, Readonly<Record<string, string>>>> = {
  request: {
    object: 'dyn',
    oldObject: 'dyn',
    request: 'kubernetes.AdmissionRequest',
    namespaceObject: 'dyn',
  },
  claims: { claims: 'map<string, dyn>' },
  user: { user: userType },
  review: { request: 'dyn' },
};

function baseEnvironment(): Environment {
  const { Environment, Optional } = library();
  const environment = new Environment({
    enableOptionalTypes: true,
    // Upstream wants the items of a list alike, but for those that are printed; here they may differ.
    homogeneousAggregateLiterals: false,
    limits,
  });
  registerTextsAndLists(environment);
  registerQuantities(environment);
  registerAddresses(environment);
  registerUrls(environment);
  registerFormats(environment, Optional);
  registerAuthorizer(environment);
  registerStandIns(environment, Optional);
  for (const { type, ctor, fields } of partTypes)
    environment.registerType(type, {
      ctor,
      fields: Object.fromEntries(fields.map((field) => [field, 'string'])),
    });
  const userFields = {
    username: 'string',
    uid: 'string',
    groups: 'list<string>',
    extra: 'map<string, list<string>>',
  };
  environment.registerType(userType, { ctor: UserValue, fields: userFields });
  environment.registerType('kubernetes.AdmissionRequest', { ctor: RequestValue, fields: requestFields });
  return environment;
}

const evaluators = new WeakMap<Environment, LibraryEvaluator>();

function stepOf(environment: Environment, ast: unknown): Step {
  const evaluator = evaluators.get(environment) ?? evaluatorOf(environment);
  evaluators.set(environment, evaluator);
  return planOf(ast as LibraryNode, { evaluator, optional: library().Optional });
}

/** The library gives what carries its functions out only to nodes that are evaluated. */
function evaluatorOf(environment: Environment): LibraryEvaluator {
  const parsed = environment.parse('true');
  Object.assign(parsed.ast, { evaluate: (evaluator: LibraryEvaluator) => evaluator });
  const evaluator = parsed() as LibraryEvaluator;
  evaluator.createError = (code, message) =>
    new Error(/^no_(?:such|matching)_overload$/.test(code) ? 'no such overload' : message);
  const typeOf = evaluator.debugType.bind(evaluator);
  // The library asks a value for its class, and a map answers with whatever lies in it under that name.
  evaluator.debugType = (value) =>
    typeOf(isFields(value) && Object.hasOwn(value, 'constructor') ? {} : value);
  return evaluator;
}

/** `authorizer.requestResource` is a name of its own in upstream; the library has no names with dots in them. */
const requestResource = '__authorizer_requestResource__';

/** Reads and checks an expression. `returns`: the types that it may have. */
export function compileCel(
  expression: string,
  scope: CelScope,
  returns?: { readonly types: readonly string[] },
): CelProgram | CelProblem {
  const { problem, type, node, types } = checkCel(expression, namesOf(scope));
  if (problem?.isInternal === false) return new CelProblem(problem.message);
  const typeName = declaredText(type);
  if (returns !== undefined && !returns.types.includes(typeName)) {
    const [only = '', ...others] = returns.types;
    const wanted = others.length === 0 ? only : `one of [${returns.types.join(' ')}]`;
    const found = (scope.about ?? 'request') === 'request' ? ` but got ${typeName}` : '';
    return new CelProblem(`must evaluate to ${wanted}${found}`);
  }
  if (problem !== undefined) return new CelProblem(problem.message, true);
  try {
    const environment = environmentOf(scope);
    const ast =
      parsedBy(environment, libraryText(expression, node, types)) ??
      parsedBy(environment, looseLibraryText(node, types));
    if (ast === undefined) throw new Error('the expression cannot be evaluated');
    return new PlannedProgram({ expression, type, step: stepOf(environment, ast) });
  } catch (error) {
    return new CelProblem(`program instantiation failed: ${wordsOf(error)}`, true);
  }
}

/** The library's tree; undefined: the library finds that types do not fit. */
function parsedBy(environment: Environment, text: string): unknown {
  const parsed = environment.parse(
    text.replaceAll(/\bauthorizer\s*\.\s*requestResource\b/g, requestResource),
  );
  freePresenceTests(parsed.ast as unknown as LibraryNode);
  return parsed.check().valid ? parsed.ast : undefined;
}

export { CelProblem, OutOfBudget, type CelProgram } from './cel-evaluation.ts';
export type { CelScope } from '../../cel/cel-scope.ts';

/** The words for `authorizer.requestResource`, to be given to an evaluation. */
export const requestResourceName: string = requestResource;
