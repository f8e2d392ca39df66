import { GrpcConnection, type Address } from './grpc-connection.ts';
import type { FanOutFigures, LoadFigures, LoadJob, LoadKind } from './load-job.ts';
import { WatcherGroup } from './watcher-group.ts';
import {
  grpcFrame,
  keyOf,
  putRequest,
  rangeRequest,
  servicePaths,
  txnOfPuts,
  valueBytes,
} from './wire-messages.ts';

type JobOf<Name extends LoadJob['job']> = Extract<LoadJob, { readonly job: Name }>;

const mostConnections = 10;
/** The keys that are read and written; `fill` of at least as many comes first. */
export const loadedKeys = 10_000;
const keyPrefix = 'bench/';
const perTxn = 100;
const fillingAtOnce = 8;

export async function openConnections(
  targets: readonly Address[],
  count: number,
): Promise<readonly GrpcConnection[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const target = targets[index % targets.length];
      if (target === undefined) throw new Error('no member to connect to');
      return GrpcConnection.open(target);
    }),
  );
}

/** Resolves with the answer's bytes; rejects where the call did not succeed. */
export function callOnce(connection: GrpcConnection, path: string, message: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = 0;
    const listener = {
      data: (bytes: Buffer): void => {
        received += bytes.length;
      },
      ended: (problem: string | undefined): void => {
        if (problem === undefined) resolve(received);
        else reject(new Error(`${path}: ${problem}`));
      },
    };
    connection.call(path, grpcFrame(message), { last: true, listener });
  });
}

/** Closed loop: each client asks again as soon as it is answered. Any answer that is no success ends the job. */
export async function load(job: JobOf<'load'>): Promise<LoadFigures> {
  const connections = await openConnections(job.targets, Math.min(job.clients, mostConnections));
  const path = job.kind === 'put' ? servicePaths.put : servicePaths.range;
  const requests = Array.from({ length: loadedKeys }, (_, number) => grpcFrame(requestOf(job.kind, number)));
  const leastBytes = job.kind === 'put' ? 1 : valueBytes;
  const latencies: number[] = [];
  let countFrom = Infinity;
  let running = true;
  let next = Math.floor(Math.random() * loadedKeys);
  const client = (connection: GrpcConnection): Promise<void> =>
    new Promise((resolve, reject) => {
      let begun = 0;
      let received = 0;
      const ask = (): void => {
        const message = requests[next];
        next = (next + 7919) % loadedKeys;
        if (message === undefined) return;
        received = 0;
        begun = performance.now();
        connection.call(path, message, { last: true, listener });
      };
      const listener = {
        data: (bytes: Buffer): void => {
          received += bytes.length;
        },
        ended: (problem: string | undefined): void => {
          if (problem !== undefined || received < leastBytes) {
            reject(new Error(`${job.kind}: ${problem ?? `an answer of ${received} bytes`}`));
            return;
          }
          const now = performance.now();
          if (now >= countFrom && running) latencies.push(now - begun);
          if (running) ask();
          else resolve();
        },
      };
      ask();
    });
  const clients = Array.from({ length: job.clients }, (_, index) =>
    client(connections[index % connections.length] as GrpcConnection),
  );
  const all = Promise.all(clients);
  await Promise.race([pause(job.warmUpMs), all]);
  const cpuBefore = process.cpuUsage();
  countFrom = performance.now();
  await Promise.race([pause(job.durationMs), all]);
  const elapsedMs = performance.now() - countFrom;
  const { user, system } = process.cpuUsage(cpuBefore);
  running = false;
  await all;
  for (const connection of connections) connection.close();
  return {
    perSecond: latencies.length / (elapsedMs / 1000),
    ...percentiles(latencies),
    generatorShare: (user + system) / 1000 / elapsedMs,
  };
}

function requestOf(kind: LoadKind, number: number): Buffer {
  const key = keyOf(keyPrefix, number);
  return kind === 'put' ? putRequest(key) : rangeRequest(key, kind === 'serializable get');
}

function percentiles(latencies: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number } {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Puts `keys` keys, 100 to a transaction. */
export async function fill({ targets, keys }: JobOf<'fill'>): Promise<number> {
  const connections = await openConnections(targets.slice(0, 1), fillingAtOnce);
  const begun = performance.now();
  let next = 0;
  const lane = async (connection: GrpcConnection): Promise<void> => {
    while (next < keys) {
      const from = next;
      next += perTxn;
      const count = Math.min(perTxn, keys - from);
      const some = Array.from({ length: count }, (_, index) => keyOf(keyPrefix, from + index));
      await callOnce(connection, servicePaths.txn, txnOfPuts(some));
    }
  };
  await Promise.all(connections.map(lane));
  for (const connection of connections) connection.close();
  return performance.now() - begun;
}

/** Before the figures count. */
const warmUpPuts = 20;

/** One key, many watchers of it; the watchers of one connection share a stream. */
export async function fanOut(job: JobOf<'fanOut'>): Promise<FanOutFigures> {
  const key = keyOf('watched/', 0);
  const connections = await openConnections(job.targets, mostConnections);
  const writers = await openConnections(job.targets.slice(0, 1), 1);
  const put = (): Promise<unknown> =>
    callOnce(writers[0] as GrpcConnection, servicePaths.put, putRequest(key));
  const watchers = new WatcherGroup(connections, key);
  await watchers.open(job.watchers);
  for (let round = 0; round < warmUpPuts; round += 1) await Promise.all([watchers.seen(job.watchers), put()]);
  const lastOneMs: number[] = [];
  for (let round = 0; round < job.singlePuts; round += 1) {
    const begun = performance.now();
    const everyone = watchers.seen(job.watchers);
    await Promise.all([put(), everyone]);
    lastOneMs.push(performance.now() - begun);
  }
  const begun = performance.now();
  const events = job.watchers * job.burstPuts;
  await Promise.all([watchers.seen(events), ...Array.from({ length: job.burstPuts }, put)]);
  const eventsPerSecond = events / ((performance.now() - begun) / 1000);
  for (const connection of [...connections, ...writers]) connection.close();
  return { lastOneMs, eventsPerSecond };
}

/** How often a client that waits for a member tries again. */
const tryAgainMs = 10;

/** Kills the leader, then asks the others for a write every few milliseconds until one of them acknowledges one. */
export async function killAndWrite({ pid, targets, limitMs }: JobOf<'killAndWrite'>): Promise<number> {
  const connections = await openConnections(targets, targets.length);
  const message = putRequest(keyOf('failover/', 0));
  process.kill(pid, 'SIGKILL');
  const begun = performance.now();
  let acknowledged: number | undefined;
  while (acknowledged === undefined && performance.now() - begun < limitMs) {
    for (const connection of connections) {
      callOnce(connection, servicePaths.put, message).then(
        () => {
          acknowledged ??= performance.now() - begun;
        },
        // What a member without a leader refuses is asked again.
        () => undefined,
      );
    }
    await pause(tryAgainMs);
  }
  for (const connection of connections) connection.close();
  if (acknowledged === undefined) throw new Error(`no write was acknowledged within ${limitMs} ms`);
  return acknowledged;
}

/** Asks for a key by a linearizable read until a member that is just starting answers. */
export async function firstRead({ target, limitMs }: JobOf<'firstRead'>): Promise<number> {
  const until = performance.now() + limitMs;
  const request = rangeRequest(keyOf(keyPrefix, 0), false);
  while (performance.now() < until) {
    const connection = await GrpcConnection.open(target).catch(() => undefined);
    const bytes =
      connection === undefined ? 0 : await callOnce(connection, servicePaths.range, request).catch(() => 0);
    connection?.close();
    if (bytes >= valueBytes) return Date.now();
    await pause(tryAgainMs / 2);
  }
  throw new Error(`no read was answered within ${limitMs} ms`);
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
