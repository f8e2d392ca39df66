import type { Environment } from '@marcbachmann/cel-js';
import { registerFunctions, registerOpaque, type CelFunctions } from './cel-functions.ts';
import { parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector, SelectorError } from '../selectors/label-selector.ts';
import type {
  AccessAttributes,
  AccessedResource,
  Authorization,
  Authorizer,
} from '../authorization/authorizer.ts';
import type { Identity } from '../message.ts';
import { PendingAnswer } from './cel-plan.ts';

/** May the user do it? Built step by step in an expression: `authorizer.group('').resource('pods').check('get').allowed()`. */
export class AuthorizerValue {
  readonly ask: Authorizer;
  readonly identity: Identity;
  /** What has been answered to somebody who had to wait for it. */
  readonly answers: Map<string, Authorization>;
  constructor(ask: Authorizer, identity: Identity, answers: Map<string, Authorization> = new Map()) {
    this.ask = ask;
    this.identity = identity;
    this.answers = answers;
  }
}

export class PathCheck {
  readonly authorizer: AuthorizerValue;
  readonly path: string;
  constructor(authorizer: AuthorizerValue, path: string) {
    this.authorizer = authorizer;
    this.path = path;
  }
}

export class GroupCheck {
  readonly authorizer: AuthorizerValue;
  readonly group: string;
  constructor(authorizer: AuthorizerValue, group: string) {
    this.authorizer = authorizer;
    this.group = group;
  }
}

type ResourceParts = Omit<AccessedResource, 'version'>;

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

export class Decision {
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
    { ask, answers }: AuthorizerValue,
    namespace: string,
    name: string,
  ) => {
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
    const identity = { user: `system:serviceaccount:${namespace}:${name}`, groups };
    return new AuthorizerValue(ask, identity, answers);
  },
  'GroupCheck.resource(string): ResourceCheck': ({ authorizer, group }: GroupCheck, resource: string) =>
    new ResourceCheck(authorizer, { group, resource, subresource: '', namespace: '', name: '' }),
  'ResourceCheck.subresource(string): ResourceCheck': (check: ResourceCheck, subresource: string) =>
    check.with({ subresource }),
  'ResourceCheck.namespace(string): ResourceCheck': (check: ResourceCheck, namespace: string) =>
    check.with({ namespace }),
  'ResourceCheck.name(string): ResourceCheck': (check: ResourceCheck, name: string) => check.with({ name }),
  'ResourceCheck.fieldSelector(string): ResourceCheck': (check: ResourceCheck, text: string) => {
    const selector = parseFieldSelector(text);
    return selector instanceof SelectorError ? check : check.with({ fieldSelector: selector });
  },
  'ResourceCheck.labelSelector(string): ResourceCheck': (check: ResourceCheck, text: string) => {
    const selector = parseLabelSelector(text);
    return selector instanceof SelectorError ? check : check.with({ labelSelector: selector });
  },
  'ResourceCheck.check(string): Decision': ({ authorizer, parts }: ResourceCheck, verb: string) =>
    decide(authorizer, { verb, path: '', resource: { ...parts, version: '*' } }),
  'Decision.allowed(): bool': ({ authorization }: Decision) => authorization.allowed,
  'Decision.reason(): string': ({ authorization }: Decision) => authorization.why,
  'Decision.errored(): bool': ({ authorization }: Decision) => authorization.error !== undefined,
  'Decision.error(): string': ({ authorization }: Decision) => authorization.error ?? '',
};

/** Answers at once where the authorizer does, and else when its answer is there. The same question is not asked a second time. */
function decide(
  { ask, identity, answers }: AuthorizerValue,
  attributes: Omit<AccessAttributes, 'identity'>,
): Decision {
  const question = JSON.stringify([identity.user, attributes]);
  const known = answers.get(question);
  if (known !== undefined) return new Decision(known);
  const answer = ask({ identity, ...attributes });
  if (!(answer instanceof Promise)) return new Decision(answer);
  throw new PendingAnswer(
    answer.then(
      (settled) => answers.set(question, settled),
      (error: unknown) => answers.set(question, { allowed: false, why: '', error: String(error) }),
    ),
  );
}
