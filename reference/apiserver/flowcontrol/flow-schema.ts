import { booleanAt, numberAt, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { ResourceRequest } from '../request-info.ts';

/** What of a request decides which schema takes it. */
export interface ClassifiedRequest {
  readonly verb: string;
  /** Decoded, without the query. */
  readonly path: string;
  /** Absent for a path outside the resources. */
  readonly resource: ResourceRequest | undefined;
  /** The namespace that it is about; a namespace is about itself. '' for none. */
  readonly namespace: string;
}

/** How the flows of a schema are told apart; `none`: they are one. */
export type FlowDistinguisher = 'ByUser' | 'ByNamespace' | 'none';

type Matches = (request: ClassifiedRequest) => boolean;

interface SchemaRule {
  readonly speaksOf: (identity: Identity) => boolean;
  readonly matches: Matches;
}

/** A FlowSchema, made ready for being asked often. */
export class FlowSchema {
  readonly name: string;
  /** '' for one that is not stored just now. */
  readonly uid: string;
  readonly level: string;
  readonly precedence: number;
  readonly distinguisher: FlowDistinguisher;
  readonly #rules: readonly SchemaRule[];

  constructor(name: string, uid: string, spec: Readonly<Fields>) {
    this.name = name;
    this.uid = uid;
    this.level = textAt(objectAt(spec, 'priorityLevelConfiguration'), 'name');
    this.precedence = numberAt(spec, 'matchingPrecedence') ?? 0;
    const method = textAt(objectAt(spec, 'distinguisherMethod'), 'type');
    this.distinguisher = method === 'ByUser' || method === 'ByNamespace' ? method : 'none';
    this.#rules = objectsAt(spec, 'rules').map(ruleOf);
  }

  /** What it takes of this user's requests; undefined where it takes none. */
  forUser(identity: Identity): Matches | undefined {
    const rules = this.#rules.filter(({ speaksOf }) => speaksOf(identity));
    const [only] = rules;
    if (only === undefined) return undefined;
    return rules.length === 1 ? only.matches : (request) => rules.some(({ matches }) => matches(request));
  }

  flowOf(identity: Identity, { namespace }: ClassifiedRequest): string {
    if (this.distinguisher === 'ByUser') return identity.user;
    return this.distinguisher === 'ByNamespace' ? namespace : '';
  }
}

/** In the order in which schemas are asked. */
export function inOrder(left: FlowSchema, right: FlowSchema): number {
  return left.precedence - right.precedence || (left.name < right.name ? -1 : 1);
}

function ruleOf(rule: Fields): SchemaRule {
  const subjects = objectsAt(rule, 'subjects').map(subjectOf);
  const resourceRules = objectsAt(rule, 'resourceRules').map(resourceRuleOf);
  const pathRules = objectsAt(rule, 'nonResourceRules').map(pathRuleOf);
  return {
    speaksOf: (identity) => subjects.some((speaksOf) => speaksOf(identity)),
    matches: (request) =>
      (request.resource === undefined ? pathRules : resourceRules).some((matches) => matches(request)),
  };
}

const everything = '*';

function subjectOf(subject: Fields): (identity: Identity) => boolean {
  switch (textAt(subject, 'kind')) {
    case 'User': {
      const name = textAt(objectAt(subject, 'user'), 'name');
      return ({ user }) => name === everything || user === name;
    }
    case 'Group': {
      const name = textAt(objectAt(subject, 'group'), 'name');
      return ({ groups }) => name === everything || groups.includes(name);
    }
    case 'ServiceAccount': {
      const account = objectAt(subject, 'serviceAccount');
      const prefix = `system:serviceaccount:${textAt(account, 'namespace')}:`;
      const name = textAt(account, 'name');
      return ({ user }) => (name === everything ? user.startsWith(prefix) : user === prefix + name);
    }
    default:
      return () => false;
  }
}

/** True for every text where the list is just `*`. */
function oneOf(list: readonly string[]): (text: string) => boolean {
  if (list.length === 1 && list[0] === everything) return () => true;
  const known = new Set(list);
  return (text) => known.has(text);
}

function resourceRuleOf(rule: Fields): Matches {
  const verbs = oneOf(textsAt(rule, 'verbs'));
  const groups = oneOf(textsAt(rule, 'apiGroups'));
  const resources = oneOf(textsAt(rule, 'resources'));
  const namespaces = oneOf(textsAt(rule, 'namespaces'));
  const clusterScope = booleanAt(rule, 'clusterScope') === true;
  return ({ verb, resource, namespace }) =>
    resource !== undefined &&
    verbs(verb) &&
    resources(nameOf(resource)) &&
    groups(resource.group) &&
    (namespace === '' ? clusterScope : namespaces(namespace));
}

function nameOf({ resource, subresource }: ResourceRequest): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

function pathRuleOf(rule: Fields): Matches {
  const verbs = oneOf(textsAt(rule, 'verbs'));
  const paths = textsAt(rule, 'nonResourceURLs').map(pathMatcher);
  return ({ verb, path }) => verbs(verb) && paths.some((matches) => matches(path));
}

/** A path stands for itself and for everything below it, with a star at its end or without. */
function pathMatcher(wanted: string): (path: string) => boolean {
  const stem = wanted.endsWith(everything) ? wanted.slice(0, -1) : wanted;
  const prefix = stem.endsWith('/') ? stem : `${stem}/`;
  return (path) => wanted === everything || path === wanted || path.startsWith(prefix);
}
