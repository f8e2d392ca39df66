import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replyLimitBytes } from '../../../reference/apiserver/outbound/reply-text.ts';
import { WebhookConnections } from '../../../reference/apiserver/outbound/webhook-connections.ts';
import { NoReply } from '../../../reference/apiserver/outbound/webhook-message.ts';
import { startApi, type Answer, type ApiFixture } from '../api-fixture.ts';
import { misdeeds, type Misdeed } from './webhook-misdeeds.ts';
import recorded from './webhook-misdeeds.json' with { type: 'json' };
import { http, review, WildWebhook } from './wild-webhook.ts';

/** What kube-apiserver 1.32.13 answered to the same: code and message, empty where it accepted. */
type Outcome = readonly [number, string];
type Recording = Readonly<Partial<Record<'create' | 'again' | 'update', Outcome>>>;
const upstream = recorded as unknown as Readonly<Record<string, Recording>>;

/** Where the reference says something else, and why. */
const explained: Readonly<Record<string, string>> = {
  'hangs up in the head': 'Node does not say in which line a connection ended',
  'speaks no HTTP': 'Node does not say what it read in place of HTTP',
  'tells two lengths': 'Node does not say which',
  'switches protocols': 'kube-apiserver waits until the request is over, although the webhook had 3 seconds',
  'shows an expired certificate': 'Node does not say until when it was good',
  'replaces it by a text': 'kube-apiserver passes over a patch that leaves no object',
  'marks it as deleted': 'the value is told in another notation',
  'changes the name': 'kube-apiserver calls the object by its new name',
};

const secrets = '/api/v1/namespaces/default/secrets';
const registrations = '/apis/admissionregistration.k8s.io/v1';

async function register(
  api: ApiFixture,
  hook: WildWebhook,
  { mutates, isSlow }: Pick<Misdeed, 'mutates' | 'isSlow'>,
): Promise<void> {
  const kind = mutates === true ? 'mutating' : 'validating';
  const operations = mutates === true ? ['CREATE', 'UPDATE'] : ['CREATE'];
  await api.send('POST', `${registrations}/${kind}webhookconfigurations`, {
    metadata: { name: 'guards' },
    webhooks: [
      {
        name: 'guard.example.com',
        clientConfig: { url: `${hook.url}/guard`, caBundle: hook.caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations, resources: ['secrets'] }],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: isSlow === true ? 1 : 10,
      },
    ],
  });
}

function outcomeOf(answer: Answer, hook: WildWebhook): Outcome {
  const message = typeof answer.body['message'] === 'string' ? answer.body['message'] : '';
  const plain = message
    .replaceAll(hook.url, 'URL')
    .replaceAll(/timeout=\d+s/g, 'timeout=1s')
    .replaceAll(/[-0-9a-f]{36}/g, 'UID')
    .replaceAll(/"s[01u]"/g, '"S"');
  return [answer.status, answer.status < 300 ? '' : plain];
}

/** A busy webhook needs the second that it asks for, which is all that the others have. */
const judged = misdeeds.filter(({ name }) => name !== 'is busy once');

describe('a webhook that', () => {
  it.each(judged.map((misdeed) => [misdeed.name, misdeed] as const))(
    '%s is taken as kube-apiserver takes it',
    async (name, misdeed) => {
      const api = await startApi();
      const hook = await WildWebhook.start(misdeed.play, misdeed.options);
      const expected = upstream[name];
      try {
        if (misdeed.mutates) await api.send('POST', secrets, { metadata: { name: 'su' } });
        await register(api, hook, misdeed);
        const first = await api.send('POST', secrets, { metadata: { name: 's0' } });
        const seen: { create: Outcome; again?: Outcome; update?: Outcome } = {
          create: outcomeOf(first, hook),
        };
        if (expected?.again !== undefined)
          seen.again = outcomeOf(await api.send('POST', secrets, { metadata: { name: 's1' } }), hook);
        if (misdeed.mutates) {
          const changed = { metadata: { name: 'su', labels: { a: 'b' } } };
          seen.update = outcomeOf(await api.send('PUT', `${secrets}/su`, changed), hook);
        }
        const codes = (of: Recording): unknown => Object.entries(of).map(([step, [code]]) => [step, code]);
        if (explained[name] === undefined) expect(seen).toEqual(expected);
        else if (name !== 'switches protocols' && name !== 'replaces it by a text')
          expect(codes(seen)).toEqual(codes(expected ?? {}));
        else expect(seen.create[0]).toBe(500);
      } finally {
        await hook.close();
      }
    },
    20_000,
  );

  it('changes an object leaves it with all that the server sets', async () => {
    const api = await startApi();
    const patch = [{ op: 'add', path: '/metadata/labels', value: { seen: 'yes' } }];
    const text = Buffer.from(JSON.stringify(patch)).toString('base64');
    const hook = await WildWebhook.start(({ socket, body }) =>
      socket.write(http(review(body, { allowed: true, patchType: 'JSONPatch', patch: text }))),
    );
    await register(api, hook, { mutates: true });
    const { body } = await api.send('POST', secrets, { metadata: { name: 's0' } });
    expect(body['metadata']).toMatchObject({
      labels: { seen: 'yes' },
      uid: expect.stringMatching(/^[-0-9a-f]{36}$/) as string,
      creationTimestamp: expect.stringMatching(/Z$/) as string,
    });
    await hook.close();
  });
});

describe('the connections to webhooks', () => {
  const post = (hook: WildWebhook, timeoutMs = 5000): Parameters<WebhookConnections['post']>[0] => ({
    address: { url: `${hook.url}/guard`, authority: Buffer.from(hook.caBundle, 'base64').toString() },
    body: '{}',
    timeoutMs,
    userAgent: 'test',
  });

  it('hold no more of an answer than the limit, packed or not', async () => {
    const connections = new WebhookConnections();
    const hook = await WildWebhook.start(({ socket }) =>
      socket.write(http(gzipSync(Buffer.alloc(replyLimitBytes + 1, ' ')), { 'content-encoding': 'gzip' })),
    );
    const reply = await connections.post(post(hook));
    expect(reply).toBeInstanceOf(NoReply);
    expect((reply as NoReply).why).toContain('larger than');
    await hook.close();
  });

  it('wait as long as a busy webhook asks, and no longer than there is time', async () => {
    const connections = new WebhookConnections();
    const hook = await WildWebhook.start(({ socket, count }) =>
      socket.write(count === 1 ? http('', { 'retry-after': '1' }, '503 Service Unavailable') : http('{}')),
    );
    const began = performance.now();
    expect(await connections.post(post(hook))).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeGreaterThan(900);
    hook.play = ({ socket }) => socket.write(http('', { 'retry-after': '60' }, '503 Service Unavailable'));
    const late = await connections.post(post(hook, 300));
    expect(late).toBeInstanceOf(NoReply);
    await hook.close();
  });

  it('are opened again where a webhook was away', async () => {
    const connections = new WebhookConnections();
    const hook = await WildWebhook.start(({ socket }) => socket.write(http('{}')));
    const question = post(hook);
    await hook.close();
    expect(await connections.post(question)).toMatchObject({
      why: expect.stringContaining('connection refused') as string,
    });
    const back = await WildWebhook.start(({ socket }) => socket.write(http('{}')), { tls: {} });
    expect(await connections.post(post(back))).toMatchObject({ status: 200 });
    await back.close();
  });

  it('are no more than so many, however many addresses there were', async () => {
    const connections = new WebhookConnections();
    const hook = await WildWebhook.start(({ socket }) => socket.write(http('{}')));
    for (let index = 0; index < 230; index += 1) {
      const { address, ...others } = post(hook);
      await connections.post({
        ...others,
        address: { ...address, authority: `${address.authority}${'\n'.repeat(index)}` },
      });
    }
    expect(connections.size).toBe(200);
    await connections.close();
    await hook.close();
  });

  it('show credentials to the host that they are for, and to no other', async () => {
    const connections = new WebhookConnections();
    const seen: string[] = [];
    const other = await WildWebhook.start(
      ({ socket, head }) => {
        seen.push(head);
        socket.write(http('{}'));
      },
      { names: ['localhost'] },
    );
    const hook = await WildWebhook.start(({ socket }) =>
      socket.write(http('', { location: `https://localhost:${other.port}/` }, '307 Temporary Redirect')),
    );
    const { address, ...others } = post(hook);
    await connections.post({
      ...others,
      address: { ...address, skipVerification: true, credentials: { token: 'swordfish' } },
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain('swordfish');
    await other.close();
    await hook.close();
  });
});
