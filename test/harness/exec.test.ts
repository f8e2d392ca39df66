import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExecAdapter } from '../../harness/adapters/exec.ts';
import { stackAdapters } from '../../harness/adapters/stack.ts';
import type { EtcdWatchResponse } from '../../schemas/types/etcd.ts';
import type { Adapter, Session } from '../../harness/ports/adapter.ts';
import { freshFolder, plimsoll } from './command.ts';

const program = `python3 ${join(import.meta.dirname, 'fixtures', 'adapters', 'shelf.py')}`;
const request = { name: 'test', seed: 1, exclusive: false };

async function inSession(work: (session: Session) => Promise<void>): Promise<void> {
  const adapter = await createExecAdapter({ command: program });
  try {
    const session = await adapter.open(request);
    await work(session);
    await session.close();
  } finally {
    await adapter.close();
  }
}

test('a program in another language passes the suite', async () => {
  const { code, out } = await plimsoll(['run', '--adapter', `exec:${program}`, '--out', await freshFolder()]);
  expect(out).toContain('shelf 2.0 conforms');
  expect(code).toBe(0);
});

test('bodies come in chunks, bytes as they were', async () => {
  await inSession(async ({ ports }) => {
    const sent = { user: 'admin', path: '/k', headers: {} };
    await ports.kubeApi?.send({ ...sent, method: 'PUT', body: new Uint8Array([0, 255, 10, 13, 200]) });
    const answer = await ports.kubeApi?.send({ ...sent, method: 'GET' });
    const chunks: number[][] = [];
    for await (const chunk of answer?.body ?? []) chunks.push([...chunk]);
    expect(chunks).toEqual([[0, 255], [10, 13], [200]]);
    expect(answer?.headers).toEqual({ 'content-type': 'text/plain' });
  });
});

test('the store, its watches and the clock come through; what is not offered is not applicable', async () => {
  await inSession(async ({ ports }) => {
    const connection = await ports.etcdCluster?.connect(1);
    await connection?.put({ key: Buffer.from('k'), value: Buffer.from('v') });
    expect(await connection?.deleteRange({ key: Buffer.from('k') })).toMatchObject({ deleted: 1 });
    const watched = new Promise<EtcdWatchResponse>((resolve) =>
      connection?.watch({ key: Buffer.from('k') }, resolve),
    );
    expect(Buffer.from((await watched).events[0]?.kv.value ?? []).toString()).toBe('v');
    await expect(connection?.range({ key: Buffer.from('k') })).rejects.toMatchObject({
      name: 'NotApplicable',
    });
    await connection?.close();
    expect(ports.clock?.kind).toBe('virtual');
    expect(await ports.clock?.now()).toBe(42);
  });
});

test('the store behind the API server is written and read', async () => {
  await inSession(async ({ ports }) => {
    const shown = async (): Promise<readonly string[] | undefined> =>
      (await ports.apiStore?.list('/'))?.map(
        ({ key, value }) => Buffer.from(key).toString() + Buffer.from(value).toString(),
      );
    await ports.apiStore?.put('/a', Buffer.from('1'));
    await ports.apiStore?.put('/b', Buffer.from('2'));
    await ports.apiStore?.remove('/a');
    await ports.apiStore?.remove('/nothing');
    expect(await shown()).toEqual(['/b2']);
  });
});

test('faults come through with what they ask for, and those that the program lacks are absent', async () => {
  await inSession(async ({ ports }) => {
    const faults = ports.etcdFaults;
    expect(await faults?.status(1)).toMatchObject({ leader: '1', raftTerm: 2, isLearner: false });
    await expect(faults?.status(2)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await faults?.partition([[1], [2, 3]]);
    await faults?.cut(1, 2);
    await faults?.powerOff?.(3);
    expect(faults).not.toHaveProperty('disturb');
    expect(await faults?.addMember({ through: 1, learner: true })).toBe(4);
    const [told] = (await faults?.members(1)) ?? [];
    expect(JSON.parse(told?.memberId ?? '[]')).toEqual([
      ['status', { member: 1 }],
      ['status', { member: 2 }],
      ['partition', { groups: [[1], [2, 3]] }],
      ['cut', { from: 1, to: 2 }],
      ['powerOff', { member: 3 }],
      ['addMember', { through: 1, learner: true }],
      ['members', { through: 1 }],
    ]);
  });
});

test.each([
  ['crash', 'it ended with exit code 3; the end of its standard error:\n  Traceback: the shelf fell down'],
  ['babble', 'it wrote "hello there", which is not JSON'],
  ['manifest', "is not valid: the document must have required property 'implementation'"],
])('a program that misbehaves (%s) ends the run with the reason', async (mode, message) => {
  const { code, err } = await plimsoll([
    'run',
    '--adapter',
    `exec:${program} ${mode}`,
    '--out',
    await freshFolder(),
  ]);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test('a program that does not answer is given up', async () => {
  await expect(createExecAdapter({ command: `${program} mute`, answerLimitMs: 300 })).rejects.toThrow(
    'it did not answer hello within 0.3 seconds',
  );
});

test('a program that is not there is told', async () => {
  const { code, err } = await plimsoll([
    'run',
    '--adapter',
    'exec:./no-such-program',
    '--out',
    await freshFolder(),
  ]);
  expect(err).toMatch(
    /did not start: the program ".\/no-such-program" broke off: it ended with exit code 127/,
  );
  expect(code).toBe(2);
});

test('of stacked adapters the first that has a port serves it, and all sessions are closed', async () => {
  const closed: string[] = [];
  const adapter = (name: string, ports: Session['ports']): Adapter => ({
    manifest: {
      name,
      implementation: { name, version: '1' },
      ports: Object.keys(ports) as never[],
      shared: name === 'b',
      features: [],
    },
    open: async () => ({ ports, close: async () => void closed.push(name) }),
    close: async () => undefined,
  });
  const names = { resolve: async () => ['10.0.0.1'] };
  const rules = { iptablesSave: async () => 'a' };
  const stacked = stackAdapters([
    adapter('a', { serviceRules: rules }),
    adapter('b', { names, serviceRules: { iptablesSave: async () => 'b' } }),
  ]);
  expect(stacked.manifest).toMatchObject({
    name: 'a+b',
    implementation: { name: 'a' },
    ports: ['serviceRules', 'names'],
    shared: true,
  });
  const session = await stacked.open(request);
  expect(await session.ports.serviceRules?.iptablesSave('n')).toBe('a');
  expect(session.ports.names).toBe(names);
  await session.close();
  expect(closed).toEqual(['a', 'b']);
});
