import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest, KubeApi } from '../ports/ports.ts';
import { NotApplicable } from '../verdict.ts';
import { exchange, type Exchange } from '../world/exchange.ts';
import type { Property, PropertyContext, PropertyResult } from './property.ts';
import { inNamespace } from './recorded-client.ts';

/** As large as a body may be that is read to its end. */
const largeBytes = 2_500_000;
/** What a server reads although it knows the answer already. */
const smallBytes = 200_000;

/** After these rounds a server has what it needs to read such bodies. */
const roundsBefore = 10;
const rounds = 30;

/** So much more memory a server may hold afterwards; what was refused is more than three times as much. */
const boundBytes = 100_000_000;

/** Memory goes back when a collector gets to it. */
const settleLimitMs = 10_000;
const lookMs = 500;

interface Refused {
  readonly what: string;
  readonly code: number;
  readonly request: HttpRequest;
}

/** One request of each kind; all of them are refused. */
function refusedRequests(path: string): readonly Refused[] {
  const refused = (what: string, code: number, body: string, other: Partial<HttpRequest> = {}): Refused => ({
    ...{ what, code },
    request: {
      ...{ user: 'admin', method: 'POST', path },
      headers: { accept: 'application/json', 'content-type': 'application/json', ...other.headers },
      body: Buffer.from(body),
      ...(other.path === undefined ? {} : { path: other.path }),
      ...(other.user === undefined ? {} : { user: other.user }),
    },
  });
  const large = 'x'.repeat(largeBytes);
  const configMap = (name: string): string => JSON.stringify({ metadata: { name }, data: { a: large } });
  return [
    refused('half an object', 400, configMap('half').slice(0, -2)),
    refused('an object with a name that cannot be', 422, configMap('Not A Name')),
    refused('too large an object', 413, configMap('large') + ' '.repeat(3_200_000 - largeBytes)),
    refused('lists in lists', 400, '['.repeat(smallBytes)),
    refused('an object of no kind', 404, 'x'.repeat(smallBytes), {
      path: '/apis/nothing.example.com/v1/things',
    }),
    refused('the object of a stranger', 401, 'x'.repeat(smallBytes), {
      ...{ user: 'anonymous' },
      headers: { authorization: 'Bearer nobody' },
    }),
    refused('no object', 415, large, { headers: { 'content-type': 'text/html' } }),
  ];
}

/** How many requests were refused, and how large they were together. */
interface Tally {
  refused: number;
  bytes: number;
}

/** Judges that each of them is refused as it should be. */
async function refuse(api: KubeApi, requests: readonly Refused[], count: number): Promise<Tally> {
  const tally: Tally = { refused: 0, bytes: 0 };
  for (let round = 0; round < count; round += 1) {
    for (const { what, code, request } of requests) {
      // A server that knows its answer may hang up on who goes on sending: what has no answer is not counted.
      const answer = await exchange(api, request).catch(() => undefined);
      if (answer === undefined) continue;
      const { status, text } = answer;
      assert.equal(status, code, `${what} was answered with ${status}: ${text.slice(0, 500)}`);
      tally.refused += 1;
      tally.bytes += request.body?.byteLength ?? 0;
    }
  }
  return tally;
}

/** Sends what must have an answer, again where the connection is one that the server has hung up on. */
async function answered(api: KubeApi, request: HttpRequest): Promise<Exchange> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exchange(api, request);
    } catch (error) {
      if (attempt === 5) throw error;
      await sleep(lookMs);
    }
  }
}

/** What the server says that it holds. */
async function heldBytes(api: KubeApi): Promise<number> {
  const { text } = await answered(api, { user: 'admin', method: 'GET', path: '/metrics', headers: {} });
  const said = /^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1];
  if (said === undefined) throw new NotApplicable('the server does not say how much memory it holds');
  return Number(said);
}

/** The least that it holds within some time: it falls when a collector has been at work. */
async function settledBytes(api: KubeApi, enough: number): Promise<number> {
  let least = await heldBytes(api);
  for (let waitedMs = 0; least > enough && waitedMs < settleLimitMs; waitedMs += lookMs) {
    await sleep(lookMs);
    least = Math.min(least, await heldBytes(api));
  }
  return least;
}

async function run(context: PropertyContext): Promise<PropertyResult> {
  const { kubeApi: api } = context.ports;
  assert.ok(api !== undefined);
  return inNamespace(context, async ({ namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const requests = refusedRequests(path);
    await refuse(api, requests, roundsBefore);
    const before = await heldBytes(api);
    const { refused, bytes } = await refuse(api, requests, rounds);
    const after = await settledBytes(api, before + boundBytes);
    const megabytes = (number: number): string => `${Math.round(number / 1e6)} MB`;
    const growth = `${megabytes(after - before)} more after it has refused ${megabytes(bytes)}`;
    assert.ok(after - before < boundBytes, `the server holds ${growth}`);
    await serves(api, path);
    context.note?.(`${refused} requests: ${growth}`);
    return { judged: bytes > 3 * boundBytes ? refused : 0 };
  });
}

/** Nothing of what was refused is there, and what is right is accepted. */
async function serves(api: KubeApi, path: string): Promise<void> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const body = Buffer.from(JSON.stringify({ metadata: { name: 'right' }, data: { a: 'x' } }));
  const made = await answered(api, { user: 'admin', method: 'POST', path, headers, body });
  assert.equal(made.status, 201, `what is right was answered with ${made.status}: ${made.text}`);
  const { body: list } = await answered(api, { user: 'admin', method: 'GET', path, headers });
  const { items = [] } = list as {
    readonly items?: readonly { readonly metadata: { readonly name: string } }[];
  };
  const names = items.map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt');
  assert.deepEqual(names, ['right'], 'something that was refused is there');
}

export const refusedRequestProperties: readonly Property[] = [
  {
    id: 'what-is-refused-takes-no-memory',
    requirements: ['API-23d'],
    title:
      'After hundreds of large requests that were refused a server holds no more memory, has stored nothing, and serves',
    needs: ['kubeApi'],
    exclusive: true,
    alone: true,
    minimumLoad: 180,
    run,
  },
];
