import fc from 'fast-check';
import { brokenObjectsOf, objectsOf } from '../../../schemas/arbitraries.ts';
import type { ResourceDefinition } from '../../../reference/apiserver/resource-definition.ts';

/** A request that nobody means well with. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'FOO',
  'get',
  '',
];

const mediaTypes = [
  'application/json',
  'application/yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/vnd.kubernetes.protobuf',
  'text/plain',
  'application/json; charset=utf-16',
  ',,;;=',
];

const queries = [
  ...['', '?dryRun=x', '?fieldValidation=x', '?fieldManager=%00', '?limit=x', '?limit=99999999999999999999'],
  ...['?continue=%21', '?labelSelector=%28', `?labelSelector=${'a%3Db,'.repeat(500)}`, '?fieldSelector=a'],
  ...[
    '?resourceVersion=x',
    '?resourceVersion=-1',
    '?timeoutSeconds=x',
    '?timeout=1d',
    '?watch=1&resourceVersion=-1',
  ],
  ...[
    '?__proto__=1',
    '?constructor[prototype]=1',
    '?propagationPolicy=x',
    '?gracePeriodSeconds=-1',
    '?a=%zz',
    '?%00',
  ],
];

const headerTricks: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'impersonate-user': 'admin' },
  { 'impersonate-user': 'system:admin', 'impersonate-group': 'system:masters' },
  { 'impersonate-group': 'system:masters' },
  { 'impersonate-uid': '1', 'impersonate-extra-scopes': 'all' },
  { 'impersonate-user': 'system:serviceaccount:kube-system:default' },
  { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-http-method-override': 'GET' },
  { 'content-encoding': 'gzip' },
  { accept: 'application/vnd.kubernetes.protobuf' },
  { accept: ',;q=,' },
  { 'audit-id': 'x'.repeat(5000) },
  { authorization: 'Basic YWRtaW46YWRtaW4=' },
  { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJzeXN0ZW06YWRtaW4ifQ.' },
  { authorization: 'Bearer ' },
];

/** What a path can be made into so that a careless reader takes it for another. */
const pathTricks: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.replace(/\/([^/]*)$/, '/../$1'),
  (path) => path.replace(/\/([^/]*)$/, '/%2e%2e/$1'),
  (path) => path.replace(/\/([^/]*)$/, '/..%2f$1'),
  (path) => path.replace(/\/([^/]*)$/, '//$1'),
  (path) => path.replace(/\/([^/]*)$/, '/./$1'),
  (path) => path.replace(/\/([^/]*)$/, '%2f$1'),
  (path) => `/${path}`,
  (path) => `${path}%00`,
  (path) => `${path}%0d%0aX-Injected:%201`,
  (path) => `${path};a=b`,
  (path) => `${path}%3fdryRun=All`,
  (path) => `${path}%c0%ae%c0%ae`,
  (path) => `${path}%ff`,
  (path) => `${path}%`,
  (path) => `${path}/${'a'.repeat(5000)}`,
  (path) => `${path}${'/x'.repeat(500)}`,
  (path) => path.toUpperCase(),
  (path) => path.replace('/api/', '/api/../api/'),
  (path) => path.replaceAll('a', '%61'),
  (path) => `${path}/status/../../secrets`,
];

const bodies = [
  ...[
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '\ufeff{}',
    '{"metadata":null}',
    '{"metadata":[]}',
    '{"metadata":{"name":5}}',
  ],
  '{"metadata":{"name":"../../etc"}}',
  '{"__proto__":{"polluted":true},"metadata":{"name":""}}',
  '{"constructor":{"prototype":{"polluted":true}},"kind":"Pod","apiVersion":"v2"}',
  '{"metadata":{"name":"x","labels":{"__proto__":"a","constructor":"b"},"generation":1e400}}',
  '{"metadata":{"name":"a","generation":99999999999999999999999}}',
  '[{"op":"add","path":"/__proto__/polluted","value":true}]',
  '[{"op":"add","path":"/metadata/constructor/prototype/polluted","value":true}]',
  '[{"op":"copy","from":"","path":"/metadata/x"}]',
  `[${'{"op":"copy","from":"/metadata","path":"/metadata/x"},'.repeat(200)}{"op":"test","path":"/a","value":1}]`,
  '{"$patch":"replace","$retainKeys":[{}],"$setElementOrder/x":"y","$deleteFromPrimitiveList/f":5}',
  'a: &a [*a]',
  `a: &a [${'x,'.repeat(9)}]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ne: [${'*d,'.repeat(9)}]`,
  '!!js/function "x"',
  '<<: *nothing',
  `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  `${'{"x":'.repeat(5000)}1${'}'.repeat(5000)}`,
  '- '.repeat(5000),
  'k8s\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01',
  `k8s\0${'\x0a\x80\x80\x80\x80\x0f'.repeat(50)}`,
].map((text) => bytesOf(text));

/** Attempts to get rights, whoever makes them. */
const escalations: readonly { readonly path: string; readonly body: unknown }[] = [
  {
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    body: {
      metadata: { name: 'mine' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' }],
    },
  },
  {
    path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/view',
    body: { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
  },
  {
    path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    body: {
      metadata: { name: 'more', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    },
  },
  { path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/view', body: { aggregationRule: {} } },
  { path: '/api/v1/namespaces/kube-system/serviceaccounts/default/token', body: { spec: {} } },
  { path: '/api/v1/namespaces/default/pods/x/binding', body: { target: { name: 'n' } } },
  { path: '/api/v1/namespaces/default/pods/x/exec?command=sh', body: {} },
  { path: '/api/v1/namespaces/default/pods/x/ephemeralcontainers', body: {} },
  { path: '/api/v1/namespaces/kube-system/finalize', body: {} },
  { path: '/api/v1/nodes/n/proxy/run/default/x/y', body: {} },
  { path: '/apis/certificates.k8s.io/v1/certificatesigningrequests/x/approval', body: {} },
  { path: '/apis/apps/v1/namespaces/default/deployments/x/scale', body: { spec: { replicas: 1 } } },
];

function pathsOf(definitions: readonly ResourceDefinition[]): readonly string[] {
  return definitions.flatMap(({ group, version, plural, namespaced, subresources }) => {
    const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const collection = namespaced ? `${base}/namespaces/default/${plural}` : `${base}/${plural}`;
    const parts = subresources.map(({ name }) => `${collection}/victim/${name}`);
    return [collection, `${collection}/victim`, ...parts];
  });
}

/** Requests of every kind of malice, for every resource. */
export function hostileRequests(definitions: readonly ResourceDefinition[]): fc.Arbitrary<HostileRequest> {
  const paths = pathsOf(definitions);
  const odd = fc
    .record({
      method: fc.constantFrom(...methods),
      path: fc.constantFrom(
        ...paths,
        '/',
        '/api',
        '/metrics',
        '/version',
        '/healthz',
        '/openapi/v2',
        '/apis/x/y/z',
      ),
      trick: fc.constantFrom(...pathTricks),
      query: fc.constantFrom(...queries),
      type: fc.constantFrom(...mediaTypes),
      headers: fc.constantFrom(...headerTricks),
      body: fc.oneof(fc.constantFrom(...bodies), fc.uint8Array({ maxLength: 60 }), fc.json().map(bytesOf)),
    })
    .map(({ method, path, trick, query, type, headers, body }) => ({
      method,
      path: trick(path) + query,
      headers: { 'content-type': type, ...headers },
      body,
    }));
  const escalation = fc
    .record({
      method: fc.constantFrom('POST', 'PUT', 'PATCH'),
      attempt: fc.constantFrom(...escalations),
      type: fc.constantFrom(...mediaTypes.slice(0, 5)),
      headers: fc.constantFrom(...headerTricks),
    })
    .map(({ method, attempt, type, headers }) => ({
      method,
      path: attempt.path,
      headers: { 'content-type': type, ...headers },
      body: bytesOf(JSON.stringify(attempt.body)),
    }));
  return fc.oneof({ arbitrary: odd, weight: 4 }, { arbitrary: escalation, weight: 1 });
}

/** Objects drawn from the schemas and broken, or with some bytes of their text changed; for the collection of their kind. */
export function brokenBodies(definitions: readonly ResourceDefinition[]): fc.Arbitrary<HostileRequest> {
  const described = definitions.filter(({ verbs }) => verbs.includes('create'));
  return fc.constantFrom(...described).chain((definition) => {
    const { group, version, kind, plural, namespaced } = definition;
    const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const path = `${base}${namespaced ? '/namespaces/default' : ''}/${plural}?dryRun=All&fieldValidation=Strict`;
    const gvk = { group, version, kind };
    const texts = fc.oneof(
      brokenObjectsOf(gvk, { maxDepth: 3 }).map(({ object }) => JSON.stringify(object)),
      fc
        .tuple(
          objectsOf(gvk, { maxDepth: 3 }).map((object) => JSON.stringify(object)),
          fc.array(
            fc.tuple(fc.nat(), fc.constantFrom('"', '{', '}', '[', ',', ':', '\\', '\0', '9', 'e', '-')),
            {
              minLength: 1,
              maxLength: 4,
            },
          ),
        )
        .map(([text, changes]) => changed(text, changes)),
    );
    return texts.map((text) => ({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: bytesOf(text),
    }));
  });
}

function changed(text: string, changes: readonly (readonly [number, string])[]): string {
  let result = text;
  for (const [where, character] of changes) {
    const at = where % Math.max(1, result.length);
    result = result.slice(0, at) + character + result.slice(at + 1);
  }
  return result;
}
