import assert from 'node:assert/strict';
import type { History } from '../../history/history.ts';
import { watchGuarantees } from '../../judges/watch-guarantees.ts';
import type { Property } from '../property.ts';
import { requireHappened } from '../generated-cases.ts';
import { findings, type CaseWork, type ClusterCase } from './cluster-case.ts';
import { clusterNeeds, judgeCases } from './cluster-property.ts';
import { groupRange, RandomTraffic } from './random-traffic.ts';
import { ResumedWatch, type WatchedRange } from './resumed-watch.ts';

/** Everything, the keys of transactions, and one key. */
const ranges: readonly WatchedRange[] = [{ key: 'a', rangeEnd: 'z' }, groupRange, { key: 'a' }];

/** How long a watch may take to tell what has happened, once everything is whole. */
const catchUpMs = 10_000;

async function startRevision({ cluster, plan }: ClusterCase): Promise<number> {
  const connection = await cluster.connect(1);
  try {
    return (await connection.range({ key: Buffer.from(plan.prefix) })).header.revision + 1;
  } finally {
    await connection.close();
  }
}

/** Asks again until it holds or the limit has passed. */
async function waited({ time }: ClusterCase, holds: () => boolean): Promise<boolean> {
  for (let passed = 0; !holds(); passed += 50) {
    if (passed >= catchUpMs) return false;
    await time.sleep(50).over;
  }
  return true;
}

/** Two rounds of a write that all watches see and, after it, progress: no event may come up to a revision told as progress. */
async function finish(made: ClusterCase, watches: readonly ResumedWatch[]): Promise<void> {
  const writer = made.client('finisher');
  for (const watch of watches) if (watch.isCanceled) await watch.resume();
  let due = 0;
  for (const round of [1, 2]) {
    const puts = ['a', 'g/1'].map((key) => ({ type: 'put' as const, key, value: `end ${round}` }));
    const { answer } = await writer.perform(round, { type: 'txn', compare: [], success: puts, failure: [] });
    assert.ok(answer !== undefined, 'a write is not acknowledged although everything is whole again');
    due = answer.revision;
    await waited(made, () => watches.every(({ told }) => told >= due));
    for (const watch of watches) watch.requestProgress();
    await waited(made, () => watches.every(({ progress }) => progress >= due));
  }
  for (const watch of watches) {
    const { progress } = watch;
    await watch.close(due);
    assert.ok(
      progress >= due,
      `${watch.name} asked for progress and was not told ${due} within ${catchUpMs / 1000} seconds`,
    );
  }
}

function watchWork(): CaseWork & { readonly resumed: () => number } {
  let watches: readonly ResumedWatch[] = [];
  let resumed = 0;
  return {
    resumed: () => resumed,
    busy: async (made, isOver) => {
      const start = await startRevision(made);
      watches = ranges.map(
        (range, index) =>
          new ResumedWatch(made, `watch-${index + 1}`, { range, startRevision: start, stream: 100 + index }),
      );
      const writers = Array.from(
        { length: made.plan.clients },
        (_, number) => new RandomTraffic(made, number),
      );
      await Promise.all([
        ...watches.map((watch) => watch.follow(isOver)),
        ...writers.map((writer) => writer.run(isOver)),
      ]);
    },
    afterwards: async (made) => {
      await finish(made, watches);
      resumed += watches.reduce((sum, watch) => sum + watch.resumed, 0);
    },
  };
}

function eventsOf({ records }: History): number {
  return records.reduce(
    (sum, { record }) => sum + (record.kind === 'storeWatchResponse' ? record.events.length : 0),
    0,
  );
}

const watchesUnderFaults: Property = {
  ...clusterNeeds,
  id: 'watches-keep-their-guarantees-under-faults',
  requirements: ['ETCD-17b'],
  title:
    'Watches taken up again at other members stay ordered, unique, reliable, atomic, resumable and bookmarkable',
  storeMembers: 3,
  minimumLoad: 80,
  run: async (context) => {
    const work = watchWork();
    const result = await judgeCases({
      context,
      requirements: ['ETCD-17b'],
      name: 'watched',
      clients: 4,
      faults: { virtual: 14, real: 7 },
      virtualCases: 3,
      work,
      judge: (history) => findings(history, [watchGuarantees]),
      judged: eventsOf,
    });
    requireHappened({ 'resumed watch': work.resumed() });
    return result;
  },
};

export const watchGuaranteeProperties: readonly Property[] = [watchesUnderFaults];
