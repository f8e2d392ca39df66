import { describe, expect, it } from 'vitest';
import { ReviewConditions } from '../../reference/apiserver/authorization/review-conditions.ts';
import { readKubeconfig } from '../../reference/client/http/kubeconfig.ts';
import { parseAuthorizationConfiguration } from '../../reference/cluster/authorization-configuration.ts';
import { startApi } from './api-fixture.ts';

const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: ';
const strict = `${head}[{type: RBAC, name: rbac}]`;
const open = `${head}[{type: RBAC, name: rbac}, {type: AlwaysAllow, name: alwaysallow}]`;

function parse(text: string): ReturnType<typeof parseAuthorizationConfiguration> {
  return parseAuthorizationConfiguration(text, (named) => readKubeconfig(String(named)));
}

const reloads =
  /^apiserver_authorization_config_controller_automatic_reloads_total\{.*status="(.*)"\} (\d+)$/gm;

interface Answers {
  readonly codes: readonly number[];
  readonly results: Readonly<Record<string, number>>;
  readonly told: readonly string[];
}

/** How a request of somebody without rights is answered after each of the texts has been there, and how reloads went. */
async function answersTo(initial: string, texts: readonly string[]): Promise<Answers> {
  let text = initial;
  const told: string[] = [];
  const { modes, webhooks } = parse(initial);
  const source = {
    initial,
    read: () => (text === '' ? Promise.reject(new Error('gone')) : Promise.resolve(text)),
    parse,
    tell: (message: string): void => void told.push(message),
  };
  const api = await startApi({ authorizationModes: modes, authorization: { webhooks, source } });
  const codes: number[] = [];
  for (const next of [initial, ...texts]) {
    text = next;
    await api.environment.advance(10_000);
    const answer = await api.server.handle({
      method: 'GET',
      path: '/api/v1/secrets',
      headers: {},
      peer: { user: 'carol', groups: ['system:authenticated'] },
    });
    codes.push(answer.status);
  }
  const peer = { user: 'admin', groups: ['system:masters'] };
  const { body } = await api.server.handle({ method: 'GET', path: '/metrics', headers: {}, peer });
  const metrics = body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
  await api.server.stop();
  const results = Object.fromEntries(
    Array.from(metrics.matchAll(reloads), ([, status, count]) => [String(status), Number(count)]),
  );
  return { codes, results, told };
}

describe('a file of authorizers that changes', () => {
  it('is used without a new start', async () => {
    expect(await answersTo(strict, [open, open, strict])).toEqual({
      codes: [403, 200, 200, 403],
      results: { success: 3 },
      told: ['reloaded authorization config', 'reloaded authorization config'],
    });
  });

  it.each([
    ['cannot be read', ''],
    ['is none', 'authorizers: ['],
    ['names a mode that there is not', `${head}[{type: RBAC, name: rbac}, {type: Oracle, name: oracle}]`],
    ['lacks a mode of the start', `${head}[{type: AlwaysAllow, name: alwaysallow}]`],
    [
      'brings a mode with rules of its own',
      `${head}[{type: RBAC, name: rbac}, {type: Node, name: node}, {type: AlwaysAllow, name: alwaysallow}]`,
    ],
  ])('changes nothing when it %s', async (_what, broken) => {
    const { codes, results, told } = await answersTo(strict, [broken, open]);
    expect(codes).toEqual([403, 403, 200]);
    expect(results).toMatchObject({ success: 2 });
    expect(results['failure']).toBeGreaterThan(0);
    expect(told).toEqual([
      expect.stringMatching(/^failed to reload authorization config: ./),
      'reloaded authorization config',
    ]);
  });
});

describe('conditions of webhooks', () => {
  it('hold where there are none', async () => {
    const identity = { user: 'carol', groups: [] };
    expect(await new ReviewConditions([]).judge({ identity, verb: 'get', path: '/' })).toBe(true);
  });
});
