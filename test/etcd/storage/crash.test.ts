import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PersistBatch, RestoredLog } from '../../../reference/etcd/storage/types.ts';
import { naiveLog } from './naive-log.ts';
import { batchOf, entry, simulatedPlace, snapshotAt } from './storage-under-test.ts';
import type { SimulatedPlace } from './storage-under-test.ts';

/*
 * Random lives of a member: it persists what a Raft node could ask for, saves snapshots beside it, and loses power (or is
 * killed) at a random operation of the disk, again and again. What was done must be there; what is there must be a prefix
 * of what was asked for.
 */

type Step =
  | { readonly kind: 'append'; readonly back: number; readonly count: number; readonly letters: number }
  | { readonly kind: 'commit'; readonly mustSync: boolean }
  | { readonly kind: 'install'; readonly ahead: number; readonly count: number }
  | { readonly kind: 'save' }
  | { readonly kind: 'wait' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      back: fc.nat(3),
      count: fc.integer({ min: 1, max: 4 }),
      letters: fc.nat(60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('commit' as const), mustSync: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('install' as const),
      ahead: fc.integer({ min: 1, max: 5 }),
      count: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('save' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
);

const life = fc.record({
  steps: fc.array(step, { minLength: 3, maxLength: 25 }),
  crashAt: fc.integer({ min: 1, max: 70 }),
  loses: fc.constantFrom('unsynced' as const, 'unsynced' as const, 'nothing' as const),
});

/** What the member knows that it asked for: a model of all its lives. */
class MemberModel {
  batches: PersistBatch<string>[] = [];
  /** How many of them are done. */
  done = 0;
  savedDone: RestoredLog<string>['snapshot'];
  savedAsked: RestoredLog<string>['snapshot'];
  term = 0;
  commit = 0;

  log(count = this.batches.length): RestoredLog<string> {
    return naiveLog(this.batches.slice(0, count), this.savedDone);
  }

  get last(): number {
    const { entries, snapshot } = this.log();
    return entries.at(-1)?.index ?? snapshot?.index ?? 0;
  }

  batch(asked: Step): PersistBatch<string> | undefined {
    if (asked.kind === 'append' || asked.kind === 'install' || (asked.kind === 'commit' && asked.mustSync))
      this.term += 1;
    const vote = undefined;
    if (asked.kind === 'append') {
      const first = Math.max(this.commit + 1, this.last + 1 - asked.back);
      const entries = Array.from({ length: asked.count }, (_, at) =>
        entry(first + at, this.term, 'x'.repeat(asked.letters)),
      );
      return batchOf({ entries, hardState: { term: this.term, vote, commit: this.commit } });
    }
    if (asked.kind === 'commit') {
      this.commit = this.durableLast();
      return batchOf({ hardState: { term: this.term, vote, commit: this.commit }, mustSync: asked.mustSync });
    }
    if (asked.kind === 'install') {
      const index = this.commit + asked.ahead;
      this.commit = index;
      const entries = Array.from({ length: asked.count }, (_, at) => entry(index + 1 + at, this.term));
      const snapshot = snapshotAt(index, [`installed ${index}`, 'x'.repeat(40)], this.term);
      return batchOf({ snapshot, entries, hardState: { term: this.term, vote, commit: index } });
    }
    return undefined;
  }

  /** What has been applied: it is committed, done, and newer than what was saved before. One at a time. */
  stateToSave(): RestoredLog<string>['snapshot'] {
    if (this.savedAsked !== this.savedDone) return undefined;
    if (this.batches.slice(this.done).some(({ snapshot }) => snapshot !== undefined)) return undefined;
    const { snapshot, entries } = this.log(this.done);
    const applied = entries.findLast(({ index }) => index <= this.commit);
    if (applied === undefined || applied.index <= (snapshot?.index ?? 0)) return undefined;
    return snapshotAt(applied.index, [`saved ${applied.index}`, 'y'.repeat(50)], applied.term);
  }

  /** Up to here everything is done and stays. */
  durableLast(): number {
    const { entries, snapshot } = this.log(this.done);
    const durable = entries.at(-1)?.index ?? snapshot?.index ?? 0;
    return Math.max(this.commit, Math.min(durable, this.last));
  }
}

const small = { segmentBytes: 700 };

async function live(
  place: SimulatedPlace,
  model: MemberModel,
  { steps, crashAt, loses }: typeof life extends fc.Arbitrary<infer Life> ? Life : never,
): Promise<number> {
  place.disk.crashAtOperation(crashAt, { loses });
  let failures = 0;
  const opening = await place.open({ ...small, onFailure: () => (failures += 1) }).catch(() => undefined);
  if (opening === undefined) return 1;
  const { storage, restored } = opening;
  check(model, restored);
  for (const asked of steps) {
    const batch = model.batch(asked);
    if (batch !== undefined) {
      const number = model.batches.push(batch);
      storage.persist(batch, () => {
        expect(model.done).toBe(number - 1);
        model.done = number;
      });
    } else if (asked.kind === 'save') {
      const state = model.stateToSave();
      if (state === undefined) continue;
      model.savedAsked = state;
      storage.saveSnapshot(state).then(
        () => (model.savedDone = state),
        () => undefined,
      );
    } else {
      await place.environment.settle();
    }
  }
  if (failures === 0) place.disk.crash({ loses });
  return failures;
}

/** What was found is what the batches up to some number come to, and every batch that was done is among them. */
function check(model: MemberModel, restored: RestoredLog<string> | undefined): void {
  const found = restored ?? {
    snapshot: undefined,
    entries: [],
    hardState: { term: 0, vote: undefined, commit: 0 },
  };
  for (let count = model.batches.length; count >= model.done; count -= 1) {
    for (const saved of [model.savedAsked, model.savedDone]) {
      const expected = naiveLog(model.batches.slice(0, count), saved);
      if (!same(expected, found)) continue;
      model.batches = model.batches.slice(0, count);
      model.done = count;
      model.term = found.hardState.term;
      model.savedDone = saved;
      model.savedAsked = saved;
      model.commit = Math.max(found.hardState.commit, found.snapshot?.index ?? 0);
      return;
    }
  }
  expect(found, `${model.done} of ${model.batches.length} batches were done`).toEqual(model.log());
}

function same(expected: RestoredLog<string>, found: RestoredLog<string>): boolean {
  return JSON.stringify(ordered(expected)) === JSON.stringify(ordered(found));
}

/** A commit that was not worth a sync may be lost, the terms and votes may not. */
function ordered({ snapshot, entries, hardState }: RestoredLog<string>): unknown {
  return [snapshot, entries, hardState.term, hardState.vote];
}

test('after any crash what was done is there, in order, and nothing else', async () => {
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(life, { minLength: 1, maxLength: 4 }), async (seed, lives) => {
      const place = simulatedPlace(seed);
      const model = new MemberModel();
      for (const each of lives) crashes += await live(place, model, each);
      const { restored, storage } = await place.open(small);
      check(model, restored);
      await storage.close();
    }),
    { numRuns: 600 },
  );
  expect(crashes).toBeGreaterThan(300);
}, 60_000);
