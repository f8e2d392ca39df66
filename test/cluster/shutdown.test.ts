import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { startServing, type ServingProcess } from './serving-process.ts';

const running: ServingProcess[] = [];
const agents: Agent[] = [];

afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.destroy();
  for (const server of running.splice(0)) await server.stop();
});

async function serving(flags: (folder: string) => readonly string[]): Promise<ServingProcess> {
  const server = await startServing(flags);
  running.push(server);
  return server;
}

function agentOf({ access }: ServingProcess, allowH2: boolean): Agent {
  const { certificateAuthority, clientCertificate, clientKey } = access;
  const connect = { ca: certificateAuthority ?? '', cert: clientCertificate ?? '', key: clientKey ?? '' };
  const agent = new Agent({ connect, allowH2, connections: 4, bodyTimeout: 0 });
  agents.push(agent);
  return agent;
}

interface Load {
  /** Names that were answered with 201. */
  readonly acknowledged: string[];
  /** Bodies that were not what their head had promised. */
  readonly broken: string[];
  readonly refusals: Map<number, number>;
}

/** Creates ConfigMaps until the server is gone. */
async function load(server: ServingProcess, agent: Agent, lane: number, seen: Load): Promise<void> {
  for (let index = 0; ; index += 1) {
    const name = `lane-${lane}-${index}`;
    let answer: Dispatcher.ResponseData;
    try {
      answer = await agent.request({
        origin: server.access.server,
        path: '/api/v1/namespaces/default/configmaps',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name },
          data: { a: 'x'.repeat(2000) },
        }),
      });
    } catch {
      return;
    }
    try {
      const body = JSON.parse(await answer.body.text()) as { metadata: { name?: string } };
      if (answer.statusCode === 201) {
        expect(body.metadata.name).toBe(name);
        seen.acknowledged.push(name);
      } else seen.refusals.set(answer.statusCode, (seen.refusals.get(answer.statusCode) ?? 0) + 1);
    } catch {
      seen.broken.push(name);
    }
  }
}

describe('a server that is told to end', () => {
  it.each([
    ['HTTP/1.1', false],
    ['HTTP/2', true],
  ] as const)(
    'under load over %s loses nothing that it acknowledged, cuts no answer, ends watches, and exits with 0',
    async (_, allowH2) => {
      const server = await serving((folder) => ['--data-dir', join(folder, 'data')]);
      const agent = agentOf(server, allowH2);
      const origin = server.access.server;
      const watch = await agent.request({ origin, path: '/api/v1/configmaps?watch=1', method: 'GET' });
      let watched = '';
      const watchEnded = (async (): Promise<string> => {
        try {
          for await (const chunk of watch.body) watched += String(chunk);
          return 'ended';
        } catch (error) {
          return String(error);
        }
      })();
      const seen: Load = { acknowledged: [], broken: [], refusals: new Map() };
      const lanes = Array.from({ length: 8 }, (__, lane) => load(server, agent, lane, seen));
      await sleep(700);
      server.child.kill('SIGTERM');
      await Promise.all(lanes);
      expect(await server.ended).toBe(0);
      expect(await watchEnded).toBe('ended');
      expect(watched.endsWith('\n')).toBe(true);
      expect(seen.broken).toEqual([]);
      expect([...seen.refusals.keys()].filter((code) => code !== 503)).toEqual([]);
      expect(seen.acknowledged.length).toBeGreaterThan(20);
      const again = await serving(() => ['--data-dir', join(server.folder, 'data')]);
      const answer = await agentOf(again, false).request({
        origin: again.access.server,
        path: '/api/v1/namespaces/default/configmaps',
        method: 'GET',
      });
      const { items } = (await answer.body.json()) as { items: { metadata: { name: string } }[] };
      const stored = new Set(items.map(({ metadata }) => metadata.name));
      expect(seen.acknowledged.filter((name) => !stored.has(name))).toEqual([]);
    },
    60_000,
  );

  it('says that it is not ready, and serves on for the time that it was given', async () => {
    const server = await serving(() => ['--shutdown-delay-duration', '1s']);
    const agent = agentOf(server, false);
    const code = async (path: string): Promise<number> => {
      const answer = await agent.request({ origin: server.access.server, path, method: 'GET' });
      await answer.body.dump();
      return answer.statusCode;
    };
    expect(await code('/readyz')).toBe(200);
    server.child.kill('SIGTERM');
    await sleep(300);
    expect(await code('/readyz')).toBe(500);
    expect(await code('/livez')).toBe(200);
    expect(await code('/api/v1/namespaces')).toBe(200);
    expect(await server.ended).toBe(0);
  }, 30_000);
});

describe('what a server tells while it serves', () => {
  it('stands in the audit log and on standard error, without credentials', async () => {
    const server = await serving((folder) => [
      ...['--audit-policy-file', policyIn(folder), '--audit-log-path', join(folder, 'audit.log')],
      ...['--v', '3', '--logging-format', 'json'],
    ]);
    const agent = agentOf(server, false);
    const path = '/api/v1/namespaces/default/configmaps/none?access_token=swordfish';
    const headers = { authorization: 'Bearer very-secret', 'audit-id': 'mine' };
    const answer = await agent.request({ origin: server.access.server, path, method: 'GET', headers });
    await answer.body.dump();
    expect(answer.headers['audit-id']).toBe('mine');
    const events = readFileSync(join(server.folder, 'audit.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"auditID":"mine"'))
      .map((line) => JSON.parse(line) as { sourceIPs: string[]; verb: string });
    expect(events.length).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ verb: 'get', sourceIPs: ['127.0.0.1'] });
    const line = server
      .log()
      .split('\n')
      .find((text) => text.includes('"audit-ID":"mine"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ msg: 'HTTP', verb: 'GET', srcIP: '127.0.0.1' });
    const everything = server.log() + readFileSync(join(server.folder, 'audit.log'), 'utf8');
    expect(everything).not.toContain('very-secret');
    expect(server.log()).not.toContain('swordfish');
  }, 30_000);

  it('is put aside where the file would grow too large', async () => {
    const server = await serving((folder) => [
      ...['--audit-policy-file', policyIn(folder), '--audit-log-path', join(folder, 'audit.log')],
      ...['--audit-log-maxsize', '1', '--audit-log-maxbackup', '1'],
    ]);
    const agent = agentOf(server, false);
    for (let sent = 0; sent < 60; sent += 1) {
      const data = { a: 'x'.repeat(50_000) };
      const answer = await agent.request({
        origin: server.access.server,
        path: '/api/v1/namespaces/default/configmaps',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `n${sent}` }, data }),
      });
      await answer.body.dump();
    }
    const logs = readdirSync(server.folder).filter((name) => name.startsWith('audit'));
    expect(logs.length).toBe(2);
    for (const name of logs)
      expect(statSync(join(server.folder, name)).size).toBeLessThanOrEqual(1024 * 1024);
  }, 30_000);
});

function policyIn(folder: string): string {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: RequestResponse}]\n');
  return file;
}
