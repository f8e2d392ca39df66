import type { Environment } from '@marcbachmann/cel-js';
import { registerFunctions, registerOpaque, type CelFunctions } from './cel-functions.ts';
import type { AccessAttributes, Authorization, Authorizer } from '../authorization/authorizer.ts';
import type { Identity } from '../message.ts';

/** May the user do it? Built step by step in an expression: `authorizer.group('').resource('pods').check('get').allowed()`. */
export class AuthorizerValue {
  readonly ask: Authorizer;
  readonly identity: Identity;
  constructor(ask: Authorizer, identity: Identity) {
    this.ask = ask;
    this.identity = identity;
  }
}

class PathCheck {
  readonly authorizer: AuthorizerValue;
  readonly path: string;
  constructor(authorizer: AuthorizerValue, path: string) {
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck {
  readonly authorizer: AuthorizerValue;
  readonly group: string;
  constructor(authorizer: AuthorizerValue, group: string) {
    this.authorizer = authorizer;
    this.group = group;
  }
}

type ResourceParts = Readonly<Record<'group' | 'resource' | 'subresource' | 'namespace' | 'name', string>>;

/** What is asked about a resource. */
export class ResourceCheck {
  readonly authorizer: AuthorizerValue;
  readonly parts: ResourceParts;
  constructor(authorizer: AuthorizerValue, parts: ResourceParts) {
    this.authorizer = authorizer;
    this.parts = parts;
  }

  with(changed: Partial<ResourceParts>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.parts, ...changed });
  }
}

class Decision {
  readonly authorization: Authorization;
  constructor(authorization: Authorization) {
    this.authorization = authorization;
  }
}

const prefix = 'kubernetes.authorization';
export const authorizerType: string = `${prefix}.Authorizer`;
export const resourceCheckType: string = `${prefix}.ResourceCheck`;

/** The authorizer functions of Kubernetes' CEL. */
export function registerAuthorizer(environment: Environment): void {
  const types = { Authorizer: AuthorizerValue, PathCheck, GroupCheck, ResourceCheck, Decision };
  for (const [name, ctor] of Object.entries(types)) registerOpaque(environment, `${prefix}.${name}`, ctor);
  const short = /\b(Authorizer|PathCheck|GroupCheck|ResourceCheck|Decision)\b/g;
  const full = Object.entries(functions).map(([signature, run]) => [
    signature.replace(short, `${prefix}.$1`),
    run,
  ]);
  registerFunctions(environment, Object.fromEntries(full) as CelFunctions);
}

const functions: CelFunctions = {
  'Authorizer.path(string): PathCheck': (authorizer: AuthorizerValue, path: string) =>
    new PathCheck(authorizer, path),
  'PathCheck.check(string): Decision': ({ authorizer, path }: PathCheck, verb: string) =>
    decide(authorizer, { verb, path }),
  'Authorizer.group(string): GroupCheck': (authorizer: AuthorizerValue, group: string) =>
    new GroupCheck(authorizer, group),
  'Authorizer.serviceAccount(string, string): Authorizer': (
    { ask }: AuthorizerValue,
    namespace: string,
    name: string,
  ) => {
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
    return new AuthorizerValue(ask, { user: `system:serviceaccount:${namespace}:${name}`, groups });
  },
  'GroupCheck.resource(string): ResourceCheck': ({ authorizer, group }: GroupCheck, resource: string) =>
    new ResourceCheck(authorizer, { group, resource, subresource: '', namespace: '', name: '' }),
  'ResourceCheck.subresource(string): ResourceCheck': (check: ResourceCheck, subresource: string) =>
    check.with({ subresource }),
  'ResourceCheck.namespace(string): ResourceCheck': (check: ResourceCheck, namespace: string) =>
    check.with({ namespace }),
  'ResourceCheck.name(string): ResourceCheck': (check: ResourceCheck, name: string) => check.with({ name }),
  'ResourceCheck.check(string): Decision': ({ authorizer, parts }: ResourceCheck, verb: string) =>
    decide(authorizer, { verb, path: '', resource: { ...parts, version: '*' } }),
  'Decision.allowed(): bool': ({ authorization }: Decision) => authorization.allowed,
  'Decision.reason(): string': ({ authorization }: Decision) => authorization.why,
  'Decision.errored(): bool': ({ authorization }: Decision) => authorization.error !== undefined,
  'Decision.error(): string': ({ authorization }: Decision) => authorization.error ?? '',
};

/** Answers at once where the authorizer does. */
function decide(
  { ask, identity }: AuthorizerValue,
  attributes: Omit<AccessAttributes, 'identity'>,
): Decision | Promise<Decision> {
  const answer = ask({ identity, ...attributes });
  return answer instanceof Promise ? answer.then((settled) => new Decision(settled)) : new Decision(answer);
}
