import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startApi, type ApiFixture } from '../api-fixture.ts';
import { brokenBodies, hostileRequests, type HostileRequest } from './hostile-requests.ts';

const mallory = { user: 'mallory', groups: ['system:authenticated'] };
const root = { user: 'admin', groups: ['system:masters', 'system:authenticated'] };

async function revisionOf(api: ApiFixture): Promise<number> {
  const { header } = await api.member.connect().range({ key: new Uint8Array([1]), limit: 1 });
  return header.revision;
}

interface Seen {
  requests: number;
  readonly codes: Map<number, number>;
}

/** Sends it and checks that the answer is one of those that an API server gives. */
async function attack(
  api: ApiFixture,
  { method, path, headers, body }: HostileRequest,
  peer: typeof mallory,
  seen: Seen,
): Promise<number> {
  const answer = await api.server.handle({ method, path, headers, body, peer });
  if (!(answer.body instanceof Uint8Array)) answer.body.cancel();
  seen.requests += 1;
  seen.codes.set(answer.status, (seen.codes.get(answer.status) ?? 0) + 1);
  if (answer.status >= 400 && answer.headers['content-type'] === 'application/json' && method !== 'HEAD') {
    const text = new TextDecoder().decode(answer.body instanceof Uint8Array ? answer.body : new Uint8Array());
    expect(JSON.parse(text)).toMatchObject({ status: 'Failure', code: answer.status });
    expect(text).not.toMatch(/eyJhbGciOiJub25lIn0|YWRtaW46YWRtaW4=|\n {4}at /);
  }
  return answer.status;
}

/** Upstream too calls it its own fault where a group or an id is to be impersonated, and no user. */
function isFair({ headers }: HostileRequest, status: number): boolean {
  const parts = Object.keys(headers).filter((name) => name.startsWith('impersonate-'));
  if (status === 500) return parts.length > 0 && !parts.includes('impersonate-user');
  return status < 500;
}

function report(what: string, seed: number, { requests, codes }: Seen): void {
  const told = [...codes].sort(([a], [b]) => a - b).map(([code, count]) => `${code}: ${count}`);
  process.stdout.write(`${what}, seed ${seed}: ${requests} requests, ${told.join(', ')}\n`);
}

function newSeen(): Seen {
  return { requests: 0, codes: new Map() };
}

describe('hostile requests', () => {
  it('of somebody without rights store nothing, whatever they try', async () => {
    const api = await startApi({ authorizationModes: ['RBAC'] });
    const before = await revisionOf(api);
    const heapBefore = heapInUse();
    const seen = newSeen();
    const seed = 20_261;
    await fc.assert(
      fc.asyncProperty(hostileRequests(api.server.resources), async (request) => {
        const status = await attack(api, request, mallory, seen);
        expect(isFair(request, status)).toBe(true);
        expect(await revisionOf(api)).toBe(before);
      }),
      { numRuns: 20_000, seed },
    );
    report('without rights', seed, seen);
    expect(seen.requests).toBeGreaterThanOrEqual(20_000);
    expect((seen.codes.get(403) ?? 0) + (seen.codes.get(401) ?? 0)).toBeGreaterThan(5000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(heapInUse() - heapBefore).toBeLessThan(100);
    const fair = { method: 'GET', path: '/api/v1/namespaces', headers: {}, body: new Uint8Array() };
    expect(await attack(api, fair, root, seen)).toBe(200);
    await api.server.stop();
  }, 180_000);

  it('of an administrator never make the server fail, nor change what they do not name', async () => {
    const api = await startApi();
    const seen = newSeen();
    const seed = 20_262;
    const maps = '/api/v1/namespaces/kube-public/configmaps';
    await api.send('POST', maps, { metadata: { name: 'bystander' }, data: { k: 'v' } });
    const bystander = (await api.send('GET', `${maps}/bystander`)).text;
    await fc.assert(
      fc.asyncProperty(hostileRequests(api.server.resources), async (request) => {
        const dry = request.path.includes('?') ? '&dryRun=All' : '?dryRun=All';
        const before = await revisionOf(api);
        const status = await attack(api, { ...request, path: request.path + dry }, root, seen);
        expect(isFair(request, status)).toBe(true);
        if (status >= 400) expect(await revisionOf(api)).toBe(before);
      }),
      { numRuns: 10_000, seed },
    );
    report('with all rights', seed, seen);
    expect((await api.send('GET', `${maps}/bystander`)).text).toBe(bystander);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    await api.server.stop();
  }, 180_000);

  it('with bodies drawn from the schemas and broken are refused or understood, and store nothing', async () => {
    const api = await startApi();
    const before = await revisionOf(api);
    const seen = newSeen();
    const seed = 20_263;
    await fc.assert(
      fc.asyncProperty(brokenBodies(api.server.resources), async (request) => {
        const status = await attack(api, request, root, seen);
        expect(status).toBeLessThan(500);
        expect(await revisionOf(api)).toBe(before);
      }),
      { numRuns: 3000, seed },
    );
    report('broken bodies', seed, seen);
    expect(seen.codes.get(400) ?? 0).toBeGreaterThan(500);
    await api.server.stop();
  }, 180_000);
});

/** MiB. */
function heapInUse(): number {
  return process.memoryUsage().heapUsed / 2 ** 20;
}
