import { describe, expect, it } from 'vitest';
import { startApi, textAt, type ApiFixture } from '../api-fixture.ts';
import recorded from '../fixtures/cel-verdicts.json' with { type: 'json' };

const registrations = '/apis/admissionregistration.k8s.io/v1';
const admin = { user: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** Where the evaluator is known to differ: upstream cannot tell whether two authorizers are the same one. */
const known: ReadonlySet<string> = new Set(['authorizer == authorizer']);

const secret = {
  metadata: {
    name: 'settings',
    labels: { a: '1', b: '2' },
    annotations: { size: '512Mi', n: '3.5', ip: '192.168.0.1', url: 'https://u@example.com:81/p?q=1' },
    finalizers: ['x.example.com/a', 'x.example.com/b'],
  },
  data: { k: 'dmFsdWU=' },
};

interface Sent {
  readonly status: number;
  readonly message: string;
  readonly warning: string;
}

async function send(
  { server }: ApiFixture,
  [method, path]: readonly [string, string],
  object?: unknown,
): Promise<Sent> {
  const body = new TextEncoder().encode(JSON.stringify(object ?? {}));
  const headers = { 'content-type': 'application/json' };
  const answer = await server.handle({ method, path, headers, body, peer: admin });
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '{}';
  return {
    status: answer.status,
    message: textAt(JSON.parse(text), 'message'),
    warning: answer.headers['warning'] ?? '',
  };
}

const policies = `${registrations}/validatingadmissionpolicies`;
const bindings = `${registrations}/validatingadmissionpolicybindings`;

/** Writes the expression as a policy that warns, and looks at what a Secret meets: the way in which the verdicts were recorded. */
async function verdictOn(api: ApiFixture, expression: string): Promise<string> {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }];
  const spec = { matchConstraints: { resourceRules: rules }, validations: [{ expression }] };
  const policy = await send(api, ['POST', policies], { metadata: { name: 'p' }, spec });
  if (policy.status !== 201) return 'refused';
  const binding = { metadata: { name: 'p' }, spec: { policyName: 'p', validationActions: ['Warn'] } };
  await send(api, ['POST', bindings], binding);
  const seen = await send(api, ['POST', '/api/v1/namespaces/default/secrets?dryRun=All'], secret);
  await send(api, ['DELETE', `${bindings}/p`]);
  await send(api, ['DELETE', `${policies}/p`]);
  if (seen.status !== 201) return seen.message;
  if (seen.warning === '') return 'true';
  return seen.warning.includes('failed expression') ? 'false' : 'error';
}

describe('CEL', () => {
  it('means what kube-apiserver 1.32.13 was seen to make of it', async () => {
    const api = await startApi({ authorizationModes: ['RBAC'] });
    const differing = new Set<string>();
    for (const { expression, verdict } of recorded)
      if ((await verdictOn(api, expression)) !== verdict) differing.add(expression);
    expect(differing).toEqual(known);
    expect(recorded.length).toBeGreaterThan(150);
  });
});
