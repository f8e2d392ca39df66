import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../../reference/apiserver/message.ts';
import { joinApi, startApi, type ApiFixture } from '../api-fixture.ts';

const slow = '/api/v1/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan';
const group = '/apis/flowcontrol.apiserver.k8s.io/v1';
const admin = { user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const few = { maxRequestsInFlight: 30, maxMutatingRequestsInFlight: 20 };

function send(api: ApiFixture, user: string, path: string, method = 'GET'): Promise<ApiAnswer> {
  return api.server.handle({ method, path, headers: {}, peer: { user, groups: ['system:authenticated'] } });
}

async function create(api: ApiFixture, plural: string, name: string, spec: unknown): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify({ metadata: { name }, spec }));
  const path = `${group}/${plural}`;
  const answer = await api.server.handle({ method: 'POST', path, headers: {}, peer: admin, body });
  expect(answer.status).toBe(201);
}

/** A level for everything that alice and bob ask of resources. */
async function createLane(api: ApiFixture, limited: Readonly<Record<string, unknown>>): Promise<void> {
  await create(api, 'prioritylevelconfigurations', 'lane', {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 1, ...limited },
  });
  const subjects = ['alice', 'bob'].map((name) => ({ kind: 'User', user: { name } }));
  const everything = {
    verbs: ['*'],
    apiGroups: ['*'],
    resources: ['*'],
    namespaces: ['*'],
    clusterScope: true,
  };
  await create(api, 'flowschemas', 'lane', {
    matchingPrecedence: 700,
    priorityLevelConfiguration: { name: 'lane' },
    rules: [{ subjects, resourceRules: [everything] }],
  });
}

async function metric(api: ApiFixture, line: string): Promise<number | undefined> {
  const answer = await api.server.handle({ method: 'GET', path: '/metrics', headers: {}, peer: admin });
  const text = new TextDecoder().decode(answer.body as Uint8Array);
  const found = text.split('\n').find((one) => one.startsWith(`apiserver_flowcontrol_${line} `));
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}

const reject = { borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } };
const queue = { queues: 1, handSize: 1, queueLengthLimit: 50 };
const line = { borrowingLimitPercent: 0, limitResponse: { type: 'Queue', queuing: queue } };

describe('priority and fairness', () => {
  it('shares out the seats of a fresh server as kube-apiserver 1.32 does', async () => {
    const api = await startApi();
    await send(api, 'alice', '/api/v1/namespaces');
    const seats = Object.entries(freshSeats).map(async ([level, expected]) => {
      const names = ['nominal_limit_seats', 'lower_limit_seats', 'upper_limit_seats', 'current_limit_seats'];
      const found = names.map((name) => metric(api, `${name}{priority_level="${level}"}`));
      expect([level, ...(await Promise.all(found))]).toEqual([level, ...expected]);
    });
    await Promise.all(seats);
    await api.server.stop();
  });

  it('moves seats to the level that could use them, every ten seconds', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, { limitResponse: { type: 'Queue', queuing: queue } });
    const current = 'current_limit_seats{priority_level="lane"}';
    const before = await metric(api, current);
    const asked = Array.from({ length: 40 }, () => send(api, 'alice', slow));
    await api.environment.advance(10_500);
    expect(await metric(api, 'demand_seats_high_watermark{priority_level="lane"}')).toBe(40);
    expect(await metric(api, current)).toBeGreaterThan((before ?? 0) * 5);
    await api.environment.advance(60_000);
    await Promise.all(asked);
    await api.server.stop();
  });

  it('makes those who are refused stay away for longer the more there are', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, reject);
    const told: (string | undefined)[] = [];
    for (let second = 0; second < 6; second += 1) {
      const answers = Array.from({ length: 9 }, () => send(api, 'alice', slow));
      told.push((await answers.at(-1))?.headers['retry-after']);
      await api.environment.advance(1000);
    }
    expect(told.map(Number)).toEqual(told.map(Number).toSorted((left, right) => left - right));
    expect(Number(told[0])).toBe(1);
    expect(Number(told.at(-1))).toBeGreaterThan(1);
    await api.environment.advance(10_000);
    await api.server.stop();
  });

  it('counts why requests were refused', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, line);
    const first = send(api, 'alice', slow);
    const late = send(api, 'alice', `${slow}&timeout=4s`);
    await api.environment.advance(1100);
    expect((await late).status).toBe(429);
    const labels = 'flow_schema="lane",priority_level="lane"';
    expect(await metric(api, `rejected_requests_total{${labels},reason="time-out"}`)).toBe(1);
    expect(await metric(api, `current_inqueue_requests{${labels}}`)).toBe(0);
    await api.environment.advance(3000);
    expect((await first).status).toBe(504);
    await api.server.stop();
  });

  it('lets long lists take several seats', async () => {
    const api = await startApi({ operations: few });
    await create(api, 'prioritylevelconfigurations', 'wide', {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 245, limitResponse: { type: 'Queue', queuing: queue } },
    });
    await create(api, 'flowschemas', 'wide', {
      matchingPrecedence: 700,
      priorityLevelConfiguration: { name: 'wide' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: 'alice' } }],
          resourceRules: [
            { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
          ],
        },
      ],
    });
    for (let index = 0; index < 220; index += 1)
      await api.send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: `c${index}` } });
    const labels = 'flow_schema="wide",priority_level="wide"';
    const list = send(api, 'alice', slow);
    expect(await metric(api, `current_executing_seats{${labels}}`)).toBe(3);
    const one = send(api, 'alice', `${slow}&fieldSelector=metadata.name%3Dc1`);
    expect(await metric(api, `current_executing_seats{${labels}}`)).toBe(4);
    await api.environment.advance(3100);
    await Promise.all([list, one]);
    await api.server.stop();
  });

  it('keeps the seats of a write while many watches are told of it', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, { ...line, nominalConcurrencyShares: 245 });
    const watches = await Promise.all(
      Array.from({ length: 25 }, () => send(api, 'root', '/api/v1/configmaps?watch=1')),
    );
    for (const { body } of watches)
      if (!(body instanceof Uint8Array)) body.start({ frame: () => true, end: () => undefined });
    const seats = 'current_executing_seats{flow_schema="lane",priority_level="lane"}';
    const path = '/api/v1/namespaces/default/configmaps/none';
    expect((await send(api, 'alice', path, 'DELETE')).status).toBe(404);
    expect(await metric(api, seats)).toBe(3);
    await api.environment.advance(6);
    expect(await metric(api, seats)).toBe(0);
    for (const { body } of watches) if (!(body instanceof Uint8Array)) body.cancel();
    await send(api, 'alice', path, 'DELETE');
    expect(await metric(api, seats)).toBe(0);
    await api.server.stop();
  });

  it('serves what is in a level that is deleted before the level goes', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, line);
    const waiting = [send(api, 'alice', slow), send(api, 'alice', slow)];
    await api.server.handle({
      method: 'DELETE',
      path: `${group}/prioritylevelconfigurations/lane`,
      headers: {},
      peer: admin,
    });
    const level = 'nominal_limit_seats{priority_level="lane"}';
    expect(await metric(api, level)).toBe(1);
    expect((await send(api, 'alice', '/api/v1/namespaces')).status).toBe(200);
    await api.environment.advance(6500);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([504, 504]);
    expect(await metric(api, level)).toBeUndefined();
    await api.server.stop();
  });

  it('imagines what is missing of what must be there', async () => {
    const api = await startApi({ operations: few });
    for (const path of [
      'flowschemas/catch-all',
      'flowschemas/global-default',
      'prioritylevelconfigurations/catch-all',
    ])
      await api.server.handle({ method: 'DELETE', path: `${group}/${path}`, headers: {}, peer: admin });
    const answer = await send(api, 'alice', '/api/v1/namespaces');
    expect([answer.status, answer.headers['x-kubernetes-pf-flowschema-uid']]).toEqual([200, '']);
    await api.server.stop();
  });

  it('removes what another version has left', async () => {
    const api = await startApi();
    const metadata = { name: 'old', annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } };
    const spec = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } };
    const created = await api.send('POST', `${group}/prioritylevelconfigurations`, { metadata, spec });
    expect(created.status).toBe(201);
    await api.environment.advance(61_000);
    expect((await api.send('GET', `${group}/prioritylevelconfigurations/old`)).status).toBe(404);
    await api.server.stop();
  });

  it('serves one at a time of a level without seats that lets nobody wait, as 1.32 does', async () => {
    const api = await startApi({ operations: few });
    await createLane(api, { ...reject, nominalConcurrencyShares: 0 });
    const first = send(api, 'alice', slow);
    expect((await send(api, 'bob', '/api/v1/namespaces')).status).toBe(429);
    await api.environment.advance(3100);
    expect((await first).status).toBe(504);
    await api.server.stop();
  });

  it('makes nothing anew on a store where it is all there', async () => {
    const first = await startApi();
    const versions = async (api: ApiFixture): Promise<string> =>
      (await api.send('GET', `${group}/flowschemas`)).text +
      (await api.send('GET', `${group}/prioritylevelconfigurations`)).text;
    const before = (await versions(first)).replaceAll(/"metadata":\{"resourceVersion":"\d+"\},"items"/g, '');
    const second = await joinApi(first);
    await first.environment.advance(61_000);
    const after = (await versions(second)).replaceAll(/"metadata":\{"resourceVersion":"\d+"\},"items"/g, '');
    expect(after).toBe(before);
    await second.server.stop();
    await first.server.stop();
  });

  it('takes nobody for a member of a group that his name spells out', async () => {
    const api = await startApi();
    const schemaOf = async (user: string, groups: readonly string[]): Promise<unknown> => {
      const peer = { user, groups };
      const answer = await api.server.handle({ method: 'GET', path: '/version', headers: {}, peer });
      return answer.headers['x-kubernetes-pf-flowschema-uid'];
    };
    const exempt = await schemaOf('x', ['system:masters', 'system:authenticated']);
    expect(await schemaOf('x\nsystem:masters', ['system:authenticated'])).not.toBe(exempt);
    await api.server.stop();
  });

  it('is not there where it is not wanted, though what it would sort by is', async () => {
    const api = await startApi({ operations: { priorityAndFairness: false } });
    const answer = await send(api, 'alice', `${group}/flowschemas/exempt`);
    expect(answer.headers['x-kubernetes-pf-flowschema-uid']).toBeUndefined();
    expect(JSON.parse(new TextDecoder().decode(answer.body as Uint8Array))).toMatchObject({ status: {} });
    await api.server.stop();
  });
});

/** What a kube-apiserver 1.32.13 tells of itself: nominal, least, most and present seats. */
const freshSeats: Readonly<Record<string, readonly number[]>> = {
  'catch-all': [13, 13, 613, 30],
  'global-default': [49, 24, 649, 56],
  'leader-election': [25, 25, 625, 58],
  'node-high': [98, 73, 698, 170],
  system: [74, 50, 674, 117],
  'workload-high': [98, 49, 698, 114],
  'workload-low': [245, 24, 845, 56],
};
