import type { ApiFixture, Json } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';
import { namespaceOf, pathOf, readBaseObjects, type BaseObject } from './base-objects.ts';
import { differenceOf, judgementOf, type Judgement, type Level } from './comparison.ts';
import { explanationOf } from './known-differences.ts';
import { connectReal, type Send } from './real-server.ts';
import { messageOf, trialsOf, type Trial, type TrialSelection } from './trials.ts';

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

/** The reference in process, with the base objects in it. */
export async function startReference(bases: readonly BaseObject[]): Promise<{ api: ApiFixture; send: Send }> {
  const api = await startApi();
  const send: Send = async (method, path, body) => {
    const answer = await api.send(method, path, body);
    return { status: answer.status, body: answer.body };
  };
  await install(send, bases);
  return { api, send };
}

/** Puts the base objects there, over what an earlier run left. */
async function install(send: Send, bases: readonly BaseObject[]): Promise<void> {
  for (const kind of new Set(bases.map(({ definition }) => definition.kind))) {
    const metadata = { name: namespaceOf(kind) };
    await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  for (const base of bases) {
    const name = String((base.object['metadata'] as Json)['name']);
    let answer = await send('POST', pathOf(base), base.object);
    // A namespace goes slowly; the one that is there is as good.
    if (answer.status === 409 && base.definition.kind === 'Namespace') continue;
    if (answer.status === 409) {
      await remove(send, pathOf(base, name));
      answer = await send('POST', pathOf(base), base.object);
    }
    if (answer.status !== 201)
      throw new Error(`${base.id} is no valid base object: ${JSON.stringify(answer.body)}`);
  }
}

async function remove(send: Send, path: string): Promise<void> {
  await send('DELETE', `${path}?gracePeriodSeconds=0`);
  const left = await send('GET', path);
  if (left.status !== 200) return;
  const object = left.body as { metadata: Json };
  await send('PUT', path, { ...object, metadata: { ...object.metadata, finalizers: [] } });
}

/** Sends every trial to both servers and compares. */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const { only, concurrency = 8 } = options;
  const bases = readBaseObjects().filter(({ id }) => only?.test(id) ?? true);
  const real = connectReal(options.kubeconfig, concurrency);
  try {
    await install(real.send, bases);
    const reference = await startReference(bases);
    const report = {
      tallies: new Map<string, Tally>(),
      findings: [] as Finding[],
      judged: [] as { trial: Trial; real: Judgement }[],
    };
    const trials = trialsOf(bases, options);
    const work = async (): Promise<void> => {
      for (const trial of trials) {
        const judged = await judge(trial, real.send, reference.send);
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

async function judge(trial: Trial, real: Send, ours: Send): Promise<{ real: Judgement; ours: Judgement }> {
  const { method, path, body } = messageOf(trial);
  const [theirs, own] = await Promise.all([real(method, path, body), ours(method, path, body)]);
  return { real: judgementOf(theirs), ours: judgementOf(own) };
}

function record(
  report: { tallies: Map<string, Tally>; findings: Finding[]; judged: { trial: Trial; real: Judgement }[] },
  trial: Trial,
  judged: { real: Judgement; ours: Judgement },
): void {
  const kind = trial.base.definition.kind;
  const tally = report.tallies.get(kind) ?? { trials: 0, verdict: 0, causes: 0, whole: 0 };
  report.tallies.set(kind, tally);
  report.judged.push({ trial, real: judged.real });
  const level = differenceOf(judged.real, judged.ours);
  tally.trials += 1;
  if (level !== 'verdict') tally.verdict += 1;
  if (level !== 'verdict' && level !== 'causes') tally.causes += 1;
  if (level === undefined) tally.whole += 1;
  else {
    const explanation = explanationOf({ trial, level, ...judged });
    report.findings.push({ trial, level, ...judged, explanation });
  }
}

/** The tallies as a table, a line per kind. */
export function tableOf(tallies: ReadonlyMap<string, Tally>): string {
  const total: Tally = { trials: 0, verdict: 0, causes: 0, whole: 0 };
  const lines = [...tallies]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, tally]) => {
      for (const name of ['trials', 'verdict', 'causes', 'whole'] as const) total[name] += tally[name];
      return line(kind, tally);
    });
  const header = `${'kind'.padEnd(32)}${['objects', 'verdict', 'causes', 'whole'].map((name) => name.padStart(9)).join('')}`;
  return [header, ...lines, line('all', total)].join('\n');
}

function line(kind: string, { trials, verdict, causes, whole }: Tally): string {
  return (
    kind.padEnd(32) + [trials, verdict, causes, whole].map((count) => String(count).padStart(9)).join('')
  );
}
