import { describe, expect, it } from 'vitest';
import { EndpointsConnection } from '../../reference/cluster/store-access-endpoints.ts';
import { hasOrderedProgress, openStore } from '../../reference/cluster/store-access.ts';
import { createEtcdMember } from '../../reference/etcd/etcd-member.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../reference/sim/virtual-environment.ts';
import type { EtcdConnection, EtcdWatchResponse } from '../../schemas/types/etcd.ts';

const key = Buffer.from('a');

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const refused = failure('UNAVAILABLE', 'No connection established. Last error: connect ECONNREFUSED');
const dropped = failure('UNAVAILABLE', 'read ECONNRESET');

/** A connection to one store through a member that may be away; counts what reaches it. */
class Member {
  /** What it answers instead; `hang`: nothing. */
  away: Error | 'hang' | undefined;
  reached = 0;
  readonly connection: EtcdConnection;

  constructor(store: EtcdConnection) {
    const passed = <Request, Answer>(
      ask: (request: Request) => Promise<Answer>,
    ): ((request: Request) => Promise<Answer>) => {
      return async (request) => {
        this.reached += 1;
        if (this.away === 'hang') return new Promise(() => undefined);
        if (this.away !== undefined) throw this.away;
        return ask(request);
      };
    };
    this.connection = {
      ...store,
      range: passed((request) => store.range(request)),
      txn: passed((request) => store.txn(request)),
      put: passed((request) => store.put(request)),
      watch: (request, onResponse) => {
        this.reached += 1;
        return store.watch(request, onResponse);
      },
      close: async () => undefined,
    };
  }
}

interface Setting {
  readonly environment: VirtualEnvironment;
  readonly members: readonly [Member, Member, Member];
  readonly connection: EtcdConnection;
  readonly put: () => Promise<unknown>;
}

function setUp(): Setting {
  const environment = createVirtualEnvironment({ seed: 1 });
  const store = createEtcdMember(environment).connect();
  const members = [new Member(store), new Member(store), new Member(store)] as const;
  const connection = new EndpointsConnection(
    environment,
    members.map((member) => member.connection),
  );
  return { environment, members, connection, put: () => connection.put({ key, value: key }) };
}

/** How a request ends when time is let pass. */
async function outcome(environment: VirtualEnvironment, request: Promise<unknown>): Promise<string> {
  const ended = request.then(
    () => 'answered',
    (error: unknown) => (error as { readonly code: string }).code,
  );
  await environment.advance(60_000);
  return ended;
}

describe('the members of one cluster', () => {
  it('are asked one at a time, and the same one for as long as it answers', async () => {
    const { members, connection } = setUp();
    for (let round = 0; round < 5; round += 1) await connection.range({ key });
    expect(members.map(({ reached }) => reached)).toEqual([5, 0, 0]);
  });

  it.each([
    ['is gone', refused],
    ['drops the connection', dropped],
    ['hangs', 'hang' as const],
    ['has no leader', failure('UNAVAILABLE', 'etcdserver: no leader')],
  ])('take over reads from one that %s', async (_, away) => {
    const { environment, members, connection } = setUp();
    members[0].away = away;
    expect(await outcome(environment, connection.range({ key }))).toBe('answered');
    await connection.range({ key });
    expect(members.map(({ reached }) => reached)).toEqual([1, 2, 0]);
  });

  it('take over a write that was never sent', async () => {
    const { environment, members, put } = setUp();
    members[0].away = refused;
    members[1].away = refused;
    expect(await outcome(environment, put())).toBe('answered');
    expect(members.map(({ reached }) => reached)).toEqual([1, 1, 1]);
  });

  it('do not repeat a write whose answer was lost, but the next write goes elsewhere', async () => {
    const { environment, members, put } = setUp();
    members[0].away = dropped;
    expect(await outcome(environment, put())).toBe('UNAVAILABLE');
    expect(members.map(({ reached }) => reached)).toEqual([1, 0, 0]);
    expect(await outcome(environment, put())).toBe('answered');
    expect(members.map(({ reached }) => reached)).toEqual([1, 1, 0]);
  });

  it('are waited for where all are gone: for a while, and until one is back', async () => {
    const { environment, members, connection, put } = setUp();
    for (const member of members) member.away = refused;
    expect(await outcome(environment, connection.range({ key }))).toBe('DEADLINE_EXCEEDED');
    const waiting = outcome(environment, put());
    environment.timers.after(10_000, () => {
      members[2].away = undefined;
    });
    expect(await waiting).toBe('answered');
  });

  it('hand a refusal on as it is', async () => {
    const { environment, members, connection } = setUp();
    members[0].away = failure('OUT_OF_RANGE', 'etcdserver: mvcc: required revision has been compacted');
    expect(await outcome(environment, connection.range({ key }))).toBe('OUT_OF_RANGE');
    expect(members[1].reached).toBe(0);
  });

  it('end a watch with its member, so that the next one comes from another', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const first = createEtcdMember(environment);
    const second = new Member(createEtcdMember(environment).connect());
    const connection = new EndpointsConnection(environment, [first.connect(), second.connection]);
    const told: EtcdWatchResponse[] = [];
    connection.watch({ key }, (response) => told.push(response));
    await environment.settle();
    await first.stop();
    await environment.settle();
    expect(told.at(-1)).toMatchObject({ canceled: true });
    connection.watch({ key }, () => undefined);
    expect(second.reached).toBe(1);
  });
});

describe('the options about the store', () => {
  const open = (options: Parameters<typeof openStore>[1]): Promise<unknown> =>
    openStore(createVirtualEnvironment({ seed: 1 }), options);

  it.each([
    [{ etcdPrefix: 'registry' }, '--etcd-prefix must be a path'],
    [{ etcdPrefix: '/' }, '--etcd-prefix must be a path'],
    [{ etcdCafile: 'ca.crt' }, '--etcd-cafile needs --etcd-servers'],
    [{ etcdServers: 'ftp://one:1' }, 'is no etcd endpoint'],
    [{ etcdServers: 'http://one' }, 'is no etcd endpoint'],
    [{ etcdServers: 'https://127.0.0.1:1', etcdCertfile: 'a' }, 'must be given together'],
    [{ etcdServers: 'https://127.0.0.1:1', etcdCafile: '/nowhere/ca.crt' }, '--etcd-cafile cannot be read'],
    [{ etcdServers: 'http://127.0.0.1:1' }, 'no etcd answers at http://127.0.0.1:1'],
  ])('%j are refused', async (options, message) => {
    await expect(open(options)).rejects.toThrow(message);
  });
});

it.each([
  ['3.4.23', false],
  ['3.4.30', false],
  ['3.4.31', true],
  ['3.5.0', false],
  ['3.5.12', false],
  ['3.5.13', true],
  ['3.5.16', true],
  ['3.6.0', true],
  ['3.6.0-rc.1', true],
  ['3.3.9', false],
  ['4.0.0', true],
])('etcd %s orders its answers to progress requests: %s', (version, ordered) => {
  expect(hasOrderedProgress(version)).toBe(ordered);
});
