import { readFileSync } from 'node:fs';
import type { Judgement } from './comparison.ts';
import type { Trial, TrialSelection } from './trials.ts';

/** What the real server answered: enough to hold the reference to it without that server. */
export interface GoldenAnswer {
  readonly verdict: string;
  /** Absent where there are none. */
  readonly causes?: readonly string[];
  /** The stored object, for base objects as they are. */
  readonly object?: unknown;
}

export type GoldenCorpus = Readonly<Record<string, GoldenAnswer>>;

/** Which trials the corpus is chosen from. */
export const goldenSelection: TrialSelection = { seed: 1, share: 0.03, templateShare: 0.002 };

export const goldenFile: URL = new URL('golden.json', import.meta.url);

export function readGolden(): GoldenCorpus {
  return JSON.parse(readFileSync(goldenFile, 'utf8')) as GoldenCorpus;
}

/** A cause without indices and map keys: all that comes of one rule looks the same. */
function ruleOf(cause: string): string {
  return cause.replaceAll(/\[[^\]]*\]/g, '[]');
}

/** A trial with the real server's judgement of it. */
export interface JudgedTrial {
  readonly trial: Trial;
  readonly real: Judgement;
  /** Whether the reference's answer was the same to the letter. */
  readonly isSame: boolean;
}

/** Of each operation and verdict so many are kept at least. */
const enoughOfAForm = 12;

/**
 * Picks so few of the judged trials that each cause stands once for each kind, each other refusal once, and each base object as it
 * is created. What fails inside the pod template of a workload is left to the pods.
 */
export function chooseGolden(judged: readonly JudgedTrial[]): GoldenCorpus {
  const covered = new Set<string>();
  const perForm = new Map<string, number>();
  const golden: Record<string, GoldenAnswer> = {};
  for (const { trial, real, isSame } of judged.toSorted(byName)) {
    const { verdict, causes } = real;
    const { isCreation } = trial;
    const rules = causes.length === 0 ? [verdict] : causes.map(ruleOf);
    const { kind } = trial.base.definition;
    const news = rules.map((rule) => `${kind} ${rule}`).filter((rule) => !covered.has(rule));
    const isDull =
      news.length === 0 || causes.length > 4 || rules.some((rule) => rule.includes('template.spec.'));
    const form = `${trial.operation} ${verdict}`;
    const seen = perForm.get(form) ?? 0;
    if (!isCreation && isDull && (seen >= enoughOfAForm || causes.length > 4)) continue;
    perForm.set(form, seen + 1);
    for (const rule of news) covered.add(rule);
    golden[trial.name] = {
      verdict,
      ...(causes.length === 0 ? {} : { causes }),
      ...(isCreation && isSame ? { object: real.whole } : {}),
    };
  }
  return golden;
}

function byName(a: JudgedTrial, b: JudgedTrial): number {
  return a.trial.name < b.trial.name ? -1 : 1;
}
