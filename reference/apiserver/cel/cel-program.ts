import { createRequire } from 'node:module';
import type * as CelLibrary from '@marcbachmann/cel-js';
import type { Environment } from '@marcbachmann/cel-js';
import { isFields, type Fields } from '../fields.ts';
import { registerAddresses } from './cel-addresses.ts';
import { authorizerType, registerAuthorizer, resourceCheckType } from './cel-authorizer.ts';
import { registerFormats } from './cel-formats.ts';
import { registerTextsAndLists } from './cel-library.ts';
import { registerQuantities } from './cel-quantity.ts';
import { registerUrls } from './cel-urls.ts';

/** Why an expression cannot be compiled, or could not be evaluated. */
export class CelProblem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** What an expression may speak of, beside `object`, `oldObject`, `request` and `namespaceObject`. */
export interface CelScope {
  readonly hasParams: boolean;
  readonly hasAuthorizer: boolean;
  /** The types of `variables.NAME`. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface CelProgram {
  readonly expression: string;
  /** The type of what it evaluates to, as CEL names it; `dyn` where that shows only then. */
  readonly type: string;
  /** Never rejects. */
  evaluate(given: Readonly<Fields>): Promise<unknown>;
  /** Where a value is needed at once. An expression that has to wait for somebody has a problem. */
  evaluateNow(given: Readonly<Fields>): unknown;
}

/** Holds the values of `variables`, each under its name. */
export class VariableValues {
  readonly [name: string]: unknown;
}

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
class UserValue extends RequestValue {}

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

const longestExpression = 16 * 1024;
const limits = { maxAstNodes: 20_000, maxDepth: 250, maxListElements: 1000, maxMapEntries: 1000 };

/** Loaded when the first expression is, since most servers never see one. */
function library(): typeof CelLibrary {
  return createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof CelLibrary;
}

let base: Environment | undefined;
const scopes = new Map<string, Environment>();
/** Scopes differ by their variables, which strangers may choose. */
const rememberedScopes = 200;

function environmentOf(scope: CelScope): Environment {
  const key = JSON.stringify(scope);
  const known = scopes.get(key);
  if (known !== undefined) return known;
  base ??= baseEnvironment();
  const environment = base.clone();
  if (scope.hasParams) environment.registerVariable('params', 'dyn');
  if (scope.hasAuthorizer) {
    environment.registerVariable('authorizer', authorizerType);
    environment.registerVariable(requestResource, resourceCheckType);
  }
  if (Object.keys(scope.variables).length > 0) {
    const type = 'kubernetes.variables';
    environment.registerType(type, { ctor: VariableValues, fields: { ...scope.variables } });
    environment.registerVariable('variables', type);
  }
  if (scopes.size >= rememberedScopes) scopes.clear();
  scopes.set(key, environment);
  return environment;
}

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
  environment.registerVariable('object', 'dyn');
  environment.registerVariable('oldObject', 'dyn');
  environment.registerVariable('request', 'kubernetes.AdmissionRequest');
  environment.registerVariable('namespaceObject', 'dyn');
  return environment;
}

/** `authorizer.requestResource` is a name of its own in upstream; the library has no names with dots in them. */
const requestResource = '__authorizer_requestResource__';

/** Reads and checks an expression. `returns`: the types that it may have. */
export function compileCel(
  expression: string,
  scope: CelScope,
  returns?: { readonly types: readonly string[]; readonly words: string },
): CelProgram | CelProblem {
  if (expression.length > longestExpression)
    return new CelProblem(`the expression is longer than ${longestExpression} characters`);
  const text = expression.replaceAll(/\bauthorizer\s*\.\s*requestResource\b/g, requestResource);
  try {
    const environment = environmentOf(scope);
    const checked = environment.check(text);
    if (!checked.valid)
      return new CelProblem(`compilation failed: ERROR: <input>: ${wordsOf(checked.error)}`);
    const type = checked.type ?? 'dyn';
    if (returns !== undefined && !returns.types.includes(type))
      return new CelProblem(`must evaluate to ${returns.words}`);
    return new Program({ expression, type, run: environment.parse(text) });
  } catch (error) {
    return new CelProblem(`compilation failed: ERROR: <input>: ${wordsOf(error)}`);
  }
}

type Run = (given: Readonly<Fields>) => unknown;

class Program implements CelProgram {
  readonly expression: string;
  readonly type: string;
  readonly #run: Run;

  constructor({
    expression,
    type,
    run,
  }: {
    readonly expression: string;
    readonly type: string;
    readonly run: Run;
  }) {
    this.expression = expression;
    this.type = type;
    this.#run = run;
  }

  async evaluate(given: Readonly<Fields>): Promise<unknown> {
    try {
      return await this.#run(given);
    } catch (error) {
      return this.#problem(error);
    }
  }

  evaluateNow(given: Readonly<Fields>): unknown {
    try {
      const value = this.#run(given);
      if (!(value instanceof Promise)) return value;
      value.catch(() => undefined);
      return this.#problem(new Error('a variable cannot wait for an authorizer'));
    } catch (error) {
      return this.#problem(error);
    }
  }

  #problem(error: unknown): CelProblem {
    return new CelProblem(`expression '${this.expression}' resulted in error: ${wordsOf(error)}`);
  }
}

/** The words for `authorizer.requestResource`, to be given to an evaluation. */
export const requestResourceName: string = requestResource;

/** The first line of what the library says; the lines after it draw the place. */
function wordsOf(error: unknown): string {
  const message =
    error instanceof Error ? error.message : isFields(error) ? String(error['message']) : String(error);
  const [first = ''] = message.split('\n');
  return first.startsWith('No such key')
    ? `n${first.slice(1)}`
    : first.replace(/^Unknown variable: (\S+)/, "undeclared reference to '$1' (in container '')");
}
