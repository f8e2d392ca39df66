import { AssertionError } from 'node:assert';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadAdapter } from '../../harness/adapters/load.ts';
import { historyText, parseHistory, type History } from '../../harness/history/history.ts';
import type { Adapter } from '../../harness/ports/adapter.ts';
import type { Ports } from '../../harness/ports/ports.ts';
import { clusterProperties } from '../../harness/properties/cluster/index.ts';
import type { Property } from '../../harness/properties/property.ts';
import { counterExamples } from '../../harness/report/counter-example.ts';
import { historySvg } from '../../harness/report/history-svg.ts';
import { clusterSaboteurs } from '../../harness/saboteurs/cluster/index.ts';

let adapter: Adapter;

beforeAll(async () => {
  adapter = await loadAdapter('reference');
});

afterAll(() => adapter.close());

interface Played {
  readonly error: unknown;
  readonly kept: History | undefined;
  readonly notes: readonly string[];
}

async function played(property: Property, wrap: (ports: Ports) => Ports = (ports) => ports): Promise<Played> {
  const storeMembers = property.storeMembers ?? 1;
  const session = await adapter.open({ name: property.id, seed: 3, exclusive: true, storeMembers });
  let kept: History | undefined;
  const notes: string[] = [];
  try {
    const context = { ports: wrap(session.ports), seed: 3, runs: 0.4, suffix: 'test' };
    const keep = (history: History): void => void (kept = history);
    await property.run({ ...context, keep, note: (text) => void notes.push(text) });
    return { error: undefined, kept, notes };
  } catch (error) {
    return { error, kept, notes };
  } finally {
    await session.close();
  }
}

function property(id: string): Property {
  const found = clusterProperties.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`there is no property ${id}`);
  return found;
}

const linear = 'three-members-are-linearizable-under-faults';

test('with one seed the same things happen, to the operation', { timeout: 60_000 }, async () => {
  const [one, other] = [await played(property(linear)), await played(property(linear))];
  expect(one.error).toBeUndefined();
  expect(one.notes.length).toBeGreaterThan(0);
  expect(other.notes).toEqual(one.notes);
});

test(
  'a failing case names its seed, and keeps a history that can be judged and drawn again',
  { timeout: 60_000 },
  async () => {
    const saboteur = clusterSaboteurs.find(({ id }) => id === 'cluster-sends-a-put-again');
    const run = async (): Promise<Played> =>
      played(property(linear), (ports) => saboteur?.wrap(ports, () => undefined) ?? ports);
    const [one, other] = [await run(), await run()];
    expect(one.error).toBeInstanceOf(AssertionError);
    expect(String(one.error)).toContain('with seed 3');
    const text = one.kept === undefined ? '' : historyText(one.kept);
    expect(other.kept === undefined ? '' : historyText(other.kept)).toBe(text);
    const [example] = counterExamples(parseHistory(text, 'kept'));
    expect(example?.message).toContain('fits nowhere');
    const drawing = example === undefined ? '' : historySvg(example);
    expect(drawing).toMatch(/^<svg[\s\S]*class="op stuck"[\s\S]*<\/svg>$/);
    expect(drawing).toContain('class="op placed"');
  },
);
