import assert from 'node:assert/strict';
import fc from 'fast-check';
import { watchSequenceProblems } from '../judges/watch-sequence.ts';
import type { Clock } from '../ports/ports.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property } from './property.ts';
import { inNamespace, type RecordedClient } from './recorded-client.ts';
import type { RecordedWatch } from './recorded-watch.ts';
import { CachingClient, type Drop } from './caching-client.ts';

type Deed = 'create' | 'replace' | 'patch' | 'remove';

/** One writer's plan: what it does, to which of a few names, in order. */
const plan = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed>('create', 'replace', 'patch', 'remove'),
    name: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  { minLength: 6, maxLength: 14 },
);

type Plan = readonly { readonly deed: Deed; readonly name: string }[];

/** Does what the plan says, whatever the answers; every value is written once only. */
async function carryOut(
  client: RecordedClient,
  who: string,
  { resource, plan: deeds }: { resource: string; plan: Plan },
): Promise<void> {
  for (const [index, { deed, name }] of deeds.entries()) {
    const write = { resource, name, value: `${who}-${index}` };
    await client[deed](write, who);
  }
}

/** Waits until all watches have said the creation of an object made after everything else. */
async function awaitEnd(
  client: RecordedClient,
  watches: readonly RecordedWatch[],
  { resource, clock }: Ending,
): Promise<void> {
  await client.create({ resource, name: 'end', value: 'end' });
  await eventually(clock, promptlyMs, async () => {
    for (const { events, ended } of watches) {
      assert.ok(ended || events.some(({ value }) => value === 'end'), 'a watch has not said the last change');
    }
  });
}

interface Ending {
  readonly resource: string;
  readonly clock: Clock | undefined;
}

/** A watch that stays silent is a finding of the judge, not of the wait. */
async function assertValid(
  client: RecordedClient,
  watches: readonly RecordedWatch[],
  ending: Ending,
): Promise<number> {
  const late = await awaitEnd(client, watches, ending).then(
    () => '',
    (error: unknown) => String(error),
  );
  const problems = [
    ...watches.flatMap(({ problem }) => problem ?? []),
    ...watchSequenceProblems(client.history),
  ];
  assert.deepEqual(problems, [], `not every watch said every change once and in order: ${problems[0] ?? ''}`);
  assert.equal(late, '', late);
  return watches.reduce((sum, { events }) => sum + events.length, 0);
}

const resources = fc.constantFrom('configmaps', 'secrets', 'endpoints');

const everyWatcherSeesEverything: Property = {
  id: 'every-watcher-sees-every-change-once-in-order',
  requirements: ['WATCH-2', 'WATCH-3a', 'WATCH-4a'],
  title:
    'Whoever watches a resource, from whenever, sees every change of concurrent writers once and in the same order',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 100,
  run: async (context) => {
    const { ports, seed, runs } = context;
    let judged = 0;
    const cases = fc.record({
      resource: resources,
      before: plan,
      writers: fc.array(plan, { minLength: 2, maxLength: 4 }),
    });
    const seen = { ADDED: 0, MODIFIED: 0, DELETED: 0 };
    const test = fc.asyncProperty(cases, async ({ resource, before, writers }) => {
      await inNamespace(context, async (client) => {
        const { revision: oldest } = await client.list(resource);
        await carryOut(client, 'early', { resource, plan: before });
        const { revision: middle } = await client.list(resource);
        const watches = [
          await client.watch(resource, 'from the start', oldest),
          await client.watch(resource, 'from now'),
        ];
        const writing = Promise.all(
          writers.map((deeds, index) => carryOut(client, `writer-${index}`, { resource, plan: deeds })),
        );
        watches.push(await client.watch(resource, 'from the middle', middle));
        watches.push(await client.watch(resource, 'while others write'));
        await writing;
        judged += await assertValid(client, watches, { resource, clock: ports.clock });
        for (const { type } of watches.flatMap(({ events }) => events))
          if (type in seen) seen[type as keyof typeof seen] += 1;
      });
    });
    await checkCases(test, { seed, numRuns: 6 * runs });
    requireHappened(seen);
    return { judged };
  },
};

const cachesConverge: Property = {
  id: 'client-caches-equal-the-server-in-the-end',
  requirements: ['WATCH-11'],
  title: 'A cache of list and watch equals the server once events stop, whatever drops in between',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 50,
  run: async (context) => {
    const { ports, seed, runs } = context;
    let judged = 0;
    const drops = fc.array(
      fc.record({
        afterEvents: fc.integer({ min: 0, max: 6 }),
        then: fc.constantFrom<Drop['then']>('resume', 'relist'),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const seen = { 'resumed watch': 0, 'list after a break': 0 };
    const cases = fc.record({
      resource: resources,
      writers: fc.array(plan, { minLength: 1, maxLength: 3 }),
      drops,
    });
    const test = fc.asyncProperty(cases, async ({ resource, writers, drops: planned }) => {
      await inNamespace(context, async (client) => {
        const cache = new CachingClient(client, resource, planned);
        const caching = cache.run();
        await Promise.all(
          writers.map((deeds, index) => carryOut(client, `writer-${index}`, { resource, plan: deeds })),
        );
        await client.create({ resource, name: 'end', value: 'end' });
        try {
          await eventually(ports.clock, promptlyMs, async () => {
            const { items } = await client.list(resource);
            assert.deepEqual(
              cache.items,
              items,
              `the cache differs from the server after ${cache.story.join(', ')}`,
            );
          });
        } finally {
          cache.stop();
          await caching;
        }
        judged += cache.applied;
        seen['resumed watch'] += cache.resumed;
        seen['list after a break'] += cache.listed - 1;
      });
    });
    await checkCases(test, { seed, numRuns: 12 * runs });
    requireHappened(seen);
    return { judged };
  },
};

/** More than a connection's buffers hold, so that a watcher that does not read is really behind. */
const bulkBytes = 256 * 1024;
const bulkWrites = 96;

const slowWatcherDelaysNobody: Property = {
  id: 'a-slow-watcher-delays-nobody-and-is-never-skipped',
  requirements: ['WATCH-9a', 'WATCH-9b'],
  title: 'A watcher that does not read delays nobody, and what it reads later has no gap',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: bulkWrites,
  run: async (context) => {
    const { clock } = context.ports;
    return inNamespace(context, async (client) => {
      const resource = 'configmaps';
      const { revision } = await client.list(resource);
      const slow = await client.watch(resource, 'slow', revision, { reads: false });
      const prompt = await client.watch(resource, 'prompt', revision);
      await client.create({ resource, name: 'bulk', value: 'first' });
      for (let index = 0; index < bulkWrites; index += 1) {
        await client.replace({ resource, name: 'bulk', value: `value-${index}`, bulk: bulkBytes });
      }
      await eventually(clock, promptlyMs, async () => {
        const { length } = prompt.events;
        assert.equal(
          length,
          bulkWrites + 1,
          `a watcher that reads has ${length} of ${bulkWrites + 1} events beside one that does not`,
        );
      });
      slow.startReading();
      await eventually(clock, 2 * promptlyMs, async () => {
        assert.ok(slow.ended || slow.events.length > bulkWrites, 'the slow watch neither goes on nor ends');
      });
      slow.close();
      const problems = watchSequenceProblems(client.history);
      assert.deepEqual(problems, [], `a watch skipped or repeated something: ${problems[0] ?? ''}`);
      return { judged: prompt.events.length };
    });
  },
};

export const watchProperties: readonly Property[] = [
  everyWatcherSeesEverything,
  cachesConverge,
  slowWatcherDelaysNobody,
];
