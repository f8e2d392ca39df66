import type { Json } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';
import { namespaceOf, pathOf, readBaseObjects, type BaseObject } from './base-objects.ts';
import { differenceOf, judgementOf, type Judgement, type Level } from './comparison.ts';
import { explanationOf } from './known-differences.ts';
import { connectReal, type Send, type WireAnswer } from './real-server.ts';
import { trialsOf } from './trial-families.ts';
import { bodyOf, nameIn, type Trial, type TrialSelection } from './trials.ts';

export interface Finding {
  readonly trial: Trial;
  readonly level: Level;
  readonly real: Judgement;
  readonly ours: Judgement;
  /** Why the two may differ here, if that is known. */
  readonly explanation: string | undefined;
}

/** How often the two agreed, of so many. */
export interface Tally {
  trials: number;
  verdict: number;
  causes: number;
  whole: number;
  /** Of those that differ in any way, how many are known to. */
  explained: number;
}

export interface DifferentialReport {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly findings: readonly Finding[];
  readonly judged: readonly { readonly trial: Trial; readonly real: Judgement }[];
}

export interface DifferentialOptions extends TrialSelection {
  readonly kubeconfig: string;
  /** Only base objects whose id matches. */
  readonly only?: RegExp;
  readonly concurrency?: number;
}

/** A server with the base objects in it. */
export interface Stage {
  readonly send: Send;
  /** The resourceVersion of each base object there. */
  readonly versions: ReadonlyMap<string, string>;
}

const administrator = { user: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** The reference in process, as the real server is started: same addresses, same person. */
export async function startReference(bases: readonly BaseObject[]): Promise<Stage> {
  const api = await startApi({
    serviceClusterIpRange: '10.0.0.0/24',
    authorizationModes: ['RBAC'],
    // Nobody tells flow schemas in between whether their level is there.
    operations: { priorityAndFairness: false },
  });
  const send: Send = async (method, path, { body, contentType = 'application/json' } = {}) => {
    const headers: Record<string, string> = contentType === '' ? {} : { 'content-type': contentType };
    const request = { method, path, headers, peer: administrator, ...(body === undefined ? {} : { body }) };
    const answer = await api.server.handle(request);
    if (!(answer.body instanceof Uint8Array)) throw new Error(`${method} ${path} answered with a stream`);
    const text = new TextDecoder().decode(answer.body);
    return {
      status: answer.status,
      body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
      warning: answer.headers['warning'] ?? '',
    };
  };
  return { send, versions: await install(send, bases) };
}

/** Puts the base objects there, over what an earlier run left. */
async function install(send: Send, bases: readonly BaseObject[]): Promise<ReadonlyMap<string, string>> {
  const post = (path: string, body: Json): Promise<WireAnswer> =>
    send('POST', path, { body: new TextEncoder().encode(JSON.stringify(body)) });
  for (const kind of new Set(bases.map(({ definition }) => definition.kind))) {
    const metadata = { name: namespaceOf(kind) };
    await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  const versions = new Map<string, string>();
  for (const base of bases.filter(({ definition }) => definition.verbs.includes('update'))) {
    const path = pathOf(base, nameIn(base.object));
    let answer = await post(pathOf(base), base.object);
    // A namespace goes slowly; the one that is there is as good.
    if (answer.status === 409 && base.definition.kind === 'Namespace') answer = await send('GET', path);
    if (answer.status === 409) {
      await remove(send, path);
      answer = await post(pathOf(base), base.object);
    }
    if (answer.status >= 300)
      throw new Error(`${base.id} is no valid base object: ${JSON.stringify(answer.body)}`);
    versions.set(base.id, String(((answer.body as Json)['metadata'] as Json)['resourceVersion']));
  }
  return versions;
}

async function remove(send: Send, path: string): Promise<void> {
  await send('DELETE', `${path}?gracePeriodSeconds=0`);
  const left = await send('GET', path);
  if (left.status !== 200) return;
  const object = left.body as { metadata: Json };
  const body = { ...object, metadata: { ...object.metadata, finalizers: [] } };
  await send('PUT', path, { body: new TextEncoder().encode(JSON.stringify(body)) });
}

/** Sends every trial to both servers and compares. */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const { only, concurrency = 8 } = options;
  const bases = readBaseObjects().filter(({ id }) => only?.test(id) ?? true);
  const real = connectReal(options.kubeconfig, concurrency);
  try {
    const theirs: Stage = { send: real.send, versions: await install(real.send, bases) };
    const reference = await startReference(bases);
    const report = {
      tallies: new Map<string, Tally>(),
      findings: [] as Finding[],
      judged: [] as { trial: Trial; real: Judgement }[],
    };
    const trials = trialsOf(bases, options);
    const work = async (): Promise<void> => {
      for (const trial of trials) {
        const judged = await judge(trial, theirs, reference);
        record(report, trial, judged);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return {
      ...report,
      findings: report.findings.toSorted((a, b) => (a.trial.name < b.trial.name ? -1 : 1)),
    };
  } finally {
    await real.close();
  }
}

/** What a server answers to a trial. */
export async function judgementAt({ send, versions }: Stage, trial: Trial): Promise<Judgement> {
  const message = trial.message();
  const body = bodyOf(message, versions.get(trial.base.id) ?? '');
  const { contentType } = message;
  const content = {
    ...(body === undefined ? {} : { body }),
    ...(contentType === undefined ? {} : { contentType }),
  };
  return judgementOf(await send(message.method, message.path, content), message.body);
}

async function judge(trial: Trial, real: Stage, ours: Stage): Promise<{ real: Judgement; ours: Judgement }> {
  const [theirs, own] = await Promise.all([judgementAt(real, trial), judgementAt(ours, trial)]);
  return { real: theirs, ours: own };
}

function record(
  report: { tallies: Map<string, Tally>; findings: Finding[]; judged: { trial: Trial; real: Judgement }[] },
  trial: Trial,
  judged: { real: Judgement; ours: Judgement },
): void {
  const { kind } = trial.base.definition;
  report.judged.push({ trial, real: judged.real });
  const level = differenceOf(judged.real, judged.ours);
  const explanation = level && explanationOf({ trial, level, ...judged });
  for (const name of [`kind ${kind}`, `operation ${trial.operation}`]) {
    const tally = report.tallies.get(name) ?? { trials: 0, verdict: 0, causes: 0, whole: 0, explained: 0 };
    report.tallies.set(name, tally);
    tally.trials += 1;
    if (level !== 'verdict') tally.verdict += 1;
    if (level !== 'verdict' && level !== 'causes') tally.causes += 1;
    if (level === undefined) tally.whole += 1;
    if (explanation !== undefined) tally.explained += 1;
  }
  if (level !== undefined) report.findings.push({ trial, level, ...judged, explanation });
}

/** The tallies as a table: a line per kind, the sum, and a line per operation. */
export function tableOf(tallies: ReadonlyMap<string, Tally>): string {
  const total: Tally = { trials: 0, verdict: 0, causes: 0, whole: 0, explained: 0 };
  const of = (prefix: string): readonly (readonly [string, Tally])[] =>
    [...tallies]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tally]) => [name.slice(prefix.length), tally] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [, tally] of of('kind ')) for (const name of columns) total[name] += tally[name];
  return [
    header('kind'),
    ...of('kind ').map(([kind, tally]) => line(kind, tally)),
    line('all', total),
    '',
    header('operation'),
    ...of('operation ').map(([operation, tally]) => line(operation, tally)),
  ].join('\n');
}

const columns = ['trials', 'verdict', 'causes', 'whole', 'explained'] as const;

function header(first: string): string {
  return first.padEnd(34) + columns.map((name) => name.padStart(10)).join('');
}

function line(name: string, tally: Tally): string {
  return name.padEnd(34) + columns.map((column) => String(tally[column]).padStart(10)).join('');
}
