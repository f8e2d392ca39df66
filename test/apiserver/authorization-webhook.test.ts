import { describe, expect, it } from 'vitest';
import type { AccessAttributes, Authorization } from '../../reference/apiserver/authorization/authorizer.ts';
import {
  WebhookAuthorizer,
  type ReviewAnswer,
  type WebhookOptions,
} from '../../reference/apiserver/authorization/webhook.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

const allowing = JSON.stringify({ kind: 'SubjectAccessReview', status: { allowed: true } });
const attributes: AccessAttributes = {
  identity: { user: 'alice', groups: ['people'] },
  verb: 'get',
  path: '/logs',
};

/** Answers in turn, the last again and again; an `Error` is thrown. */
function scene(
  answers: readonly (ReviewAnswer | Error)[],
  options: Partial<WebhookOptions> = {},
): {
  readonly ask: (asked?: AccessAttributes) => Promise<Authorization>;
  readonly sent: string[];
  readonly waits: number[];
} {
  const sent: string[] = [];
  const waits: number[] = [];
  const webhook = new WebhookAuthorizer(createVirtualEnvironment({ seed: 1 }), {
    endpoint: {
      send: (review) => {
        const answer = answers[Math.min(sent.length, answers.length - 1)];
        sent.push(review);
        return answer instanceof Error || answer === undefined
          ? Promise.reject(answer ?? new Error('nothing to say'))
          : Promise.resolve(answer);
      },
      wait: (lengthMs) => {
        waits.push(lengthMs);
        return Promise.resolve();
      },
    },
    version: 'v1',
    authorizedTtlMs: 1000,
    unauthorizedTtlMs: 1000,
    onFailure: 'NoOpinion',
    ...options,
  });
  return { ask: (asked = attributes) => webhook.authorize(asked), sent, waits };
}

describe('the webhook authorizer', () => {
  it('sends the first version under its old names', async () => {
    const { ask, sent } = scene([{ status: 200, text: allowing }], { version: 'v1beta1' });
    await ask();
    expect(JSON.parse(sent[0] ?? '')).toMatchObject({
      apiVersion: 'authorization.k8s.io/v1beta1',
      spec: { user: 'alice', group: ['people'], nonResourceAttributes: { path: '/logs', verb: 'get' } },
    });
  });

  it('asks again where it is told to come later', async () => {
    const { ask, sent, waits } = scene([
      { status: 429, text: '' },
      { status: 500, text: '' },
      { status: 200, text: allowing },
    ]);
    expect(await ask()).toEqual({ allowed: true, why: '' });
    expect([sent.length, waits]).toEqual([3, [500, 750]]);
  });

  it('gives up after five times, with no opinion and an error', async () => {
    const { ask, sent } = scene([{ status: 504, text: '' }]);
    expect(await ask()).toMatchObject({
      allowed: false,
      error: expect.stringContaining('the time allotted') as string,
    });
    expect(sent).toHaveLength(5);
  });

  it('denies what it cannot ask about where it is told to', async () => {
    const { ask } = scene([new Error('connection refused')], { onFailure: 'Deny' });
    expect(await ask()).toEqual({ allowed: false, denied: true, why: '', error: 'connection refused' });
  });

  it.each(['', 'hello', '[]', '{"kind":"Status","status":"Failure"}'])(
    'does not believe %j',
    async (text) => {
      const { ask } = scene([{ status: 200, text }]);
      const { allowed, error } = await ask();
      expect([allowed, error === undefined]).toEqual([false, false]);
    },
  );

  it('does not remember failures, nor questions of any length', async () => {
    const failing = scene([new Error('gone'), { status: 200, text: allowing }]);
    await failing.ask();
    expect((await failing.ask()).allowed).toBe(true);
    const long = scene([{ status: 200, text: allowing }]);
    const asked = { ...attributes, path: `/${'x'.repeat(20_000)}` };
    await long.ask(asked);
    await long.ask(asked);
    expect(long.sent).toHaveLength(2);
  });

  it('remembers 8,192 answers at most', async () => {
    const { ask, sent } = scene([{ status: 200, text: allowing }]);
    for (let at = 0; at < 8193; at += 1) await ask({ ...attributes, path: `/${at}` });
    await ask({ ...attributes, path: '/8192' });
    expect(sent).toHaveLength(8193);
    await ask({ ...attributes, path: '/0' });
    expect(sent).toHaveLength(8194);
  });
});
