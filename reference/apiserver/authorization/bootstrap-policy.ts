import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { ApiRequest, HandleApiRequest } from '../message.ts';
import policy from './bootstrap-policy.json' with { type: 'json' };
import { rulesOf } from './policy-rule.ts';
import { privilegedGroup } from './privileged.ts';
import { uncovered } from './rule-coverage.ts';

const group = 'rbac.authorization.k8s.io';
const root = `/apis/${group}/v1`;
const peer = { user: 'system:apiserver', groups: [privilegedGroup] };
const autoUpdate = 'rbac.authorization.kubernetes.io/autoupdate';

interface Role {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string | undefined>>;
  readonly aggregationRule?: {
    readonly clusterRoleSelectors: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
  };
  readonly rules?: readonly Fields[];
}

interface Binding {
  readonly name: string;
  readonly namespace?: string;
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Fields[];
}

/**
 * Makes the roles and bindings that every cluster has. What is there already gets back what it lacks, unless its
 * annotation `autoupdate` says no; nothing is taken from it. Goes through the ordinary request path.
 */
export async function createBootstrapPolicy(handle: HandleApiRequest): Promise<void> {
  const clusterRoles: readonly Role[] = policy.clusterRoles;
  const roles: readonly Role[] = policy.roles;
  const clusterRoleBindings: readonly Binding[] = policy.clusterRoleBindings;
  const roleBindings: readonly Binding[] = policy.roleBindings;
  for (const role of clusterRoles) {
    await ensure(handle, 'ClusterRole', roleObject(role, aggregatedRules(role, clusterRoles)));
  }
  for (const binding of clusterRoleBindings) {
    await ensure(handle, 'ClusterRoleBinding', bindingObject(binding));
  }
  for (const role of roles) await ensure(handle, 'Role', roleObject(role, role.rules ?? []));
  for (const binding of roleBindings) await ensure(handle, 'RoleBinding', bindingObject(binding));
}

/** With what it aggregates, as the controller would fill it in later: by name, each rule once. */
function aggregatedRules(role: Role, all: readonly Role[]): readonly Fields[] {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (selectors === undefined) return role.rules ?? [];
  const parts = all.filter(({ labels = {} }) =>
    selectors.some(({ matchLabels }) =>
      Object.entries(matchLabels).every(([key, value]) => labels[key] === value),
    ),
  );
  const rules = parts
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((part) => aggregatedRules(part, all));
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function roleObject({ name, namespace, labels, aggregationRule }: Role, rules: readonly Fields[]): Fields {
  const metadata = metadataOf(name, namespace, labels);
  return { metadata, ...(aggregationRule === undefined ? {} : { aggregationRule }), rules };
}

function bindingObject({ name, namespace, roleRef, subjects }: Binding): Fields {
  return { metadata: metadataOf(name, namespace), roleRef, subjects };
}

function metadataOf(
  name: string,
  namespace: string | undefined,
  labels: Readonly<Record<string, string | undefined>> = {},
): Fields {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { [autoUpdate]: 'true' },
  };
}

async function ensure(handle: HandleApiRequest, kind: string, wanted: Fields): Promise<void> {
  const metadata = objectAt(wanted, 'metadata');
  const namespace = textAt(metadata, 'namespace');
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  const collection = `${root}${scope}/${kind.toLowerCase()}s`;
  const object = { apiVersion: `${group}/v1`, kind, ...wanted };
  const path = `${collection}/${textAt(metadata, 'name')}`;
  // What is there is not asked for again: a webhook that is gone must not keep the server from starting.
  const isThere = (await send(handle, 'GET', path)).status === 200;
  const created = isThere ? { status: 409, body: {} } : await send(handle, 'POST', collection, object);
  if (created.status === 201) return;
  // Another server may be doing the same: its write is as good as this one.
  for (let attempt = 0; created.status === 409 && attempt < attempts; attempt += 1) {
    const { body: present } = await send(handle, 'GET', path);
    const mended = mendedOf(present, wanted);
    if (mended === undefined || (await send(handle, 'PUT', path, mended)).status === 200) return;
  }
  throw new Error(`cannot create ${kind} ${path}: ${created.status} ${textAt(created.body, 'message')}`);
}

const attempts = 5;

/** What is there with what it lacks, or undefined where it lacks nothing. */
function mendedOf(present: Fields, wanted: Fields): Fields | undefined {
  if (textAt(objectAt(objectAt(present, 'metadata'), 'annotations'), autoUpdate) !== 'true') return undefined;
  const gathers = wanted['aggregationRule'];
  // What such a role allows is for the controller to say.
  if (gathers !== undefined)
    return present['aggregationRule'] === undefined ? { ...present, aggregationRule: gathers } : undefined;
  if (wanted['roleRef'] === undefined) {
    const missing = uncovered(rulesOf(present), rulesOf(wanted));
    return missing.length === 0
      ? undefined
      : { ...present, rules: [...objectsAt(present, 'rules'), ...missing] };
  }
  const subjects = objectsAt(present, 'subjects');
  const missing = objectsAt(wanted, 'subjects').filter(
    (subject) => !subjects.some((known) => isSameSubject(known, subject)),
  );
  return missing.length === 0 ? undefined : { ...present, subjects: [...subjects, ...missing] };
}

function isSameSubject(left: Fields, right: Fields): boolean {
  return ['kind', 'name', 'namespace'].every((field) => textAt(left, field) === textAt(right, field));
}

async function send(
  handle: HandleApiRequest,
  method: string,
  path: string,
  object?: Fields,
): Promise<{ readonly status: number; readonly body: Fields }> {
  const request: ApiRequest = {
    method,
    path: path.replaceAll(':', '%3A'),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    peer,
    ...(object === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(object)) }),
  };
  const { status, body } = await handle(request);
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : '{}';
  return { status, body: JSON.parse(text) as Fields };
}
