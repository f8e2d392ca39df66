import assert from 'node:assert/strict';
import fc from 'fast-check';
import { itemOf, type KubeObject } from './item.ts';
import { checkCases } from './generated-cases.ts';
import type { Property } from './property.ts';
import { inNamespace, type RecordedClient } from './recorded-client.ts';

/** What another client does while the walk is under way. */
interface Deed {
  readonly deed: 'create' | 'patch' | 'remove';
  readonly name: string;
}

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l');

const cases = fc.record({
  existing: fc.uniqueArray(names, { maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 5 }),
  /** Done between two pages, and again between the next two. */
  meanwhile: fc.array(
    fc.record({ deed: fc.constantFrom<Deed['deed']>('create', 'patch', 'remove'), name: names }),
    {
      maxLength: 4,
    },
  ),
  /** Whether the next page is asked for while the writes are still under way. */
  atOnce: fc.boolean(),
});

type Case = typeof cases extends fc.Arbitrary<infer Generated> ? Generated : never;

interface Page {
  readonly resourceVersion: string;
  readonly token: string;
  readonly remaining: number | undefined;
  readonly items: readonly string[];
}

interface ListObject extends KubeObject {
  readonly metadata?: KubeObject['metadata'] & {
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

async function readPage(client: RecordedClient, limit: number, token: string): Promise<Page> {
  const next = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
  const path = `/api/v1/namespaces/${client.namespace}/secrets?limit=${limit}${next}`;
  const { status, body } = await client.send('GET', path);
  assert.equal(status, 200, `a page was answered with ${status}`);
  const { metadata, items = [] } = body as ListObject;
  return {
    resourceVersion: metadata?.resourceVersion ?? '',
    token: metadata?.continue ?? '',
    remaining: metadata?.remainingItemCount,
    items: items.map(itemOf).map(({ name, value }) => `${name}=${value}`),
  };
}

/** Writes whatever the answers: what a walk shows must not depend on it. */
async function write(client: RecordedClient, deeds: readonly Deed[], turn: number): Promise<void> {
  for (const { deed, name } of deeds)
    await client[deed]({ resource: 'secrets', name, value: `turn-${turn}` }, 'writer');
}

async function walk(client: RecordedClient, { limit, meanwhile, atOnce }: Case): Promise<readonly Page[]> {
  const pages = [await readPage(client, limit, '')];
  for (let token = pages[0]?.token ?? ''; token !== ''; token = pages.at(-1)?.token ?? '') {
    assert.ok(pages.length < 20, 'a walk over twelve objects does not end');
    const writing = write(client, meanwhile, pages.length);
    if (!atOnce) await writing;
    pages.push(await readPage(client, limit, token));
    await writing;
  }
  return pages;
}

function assertOneMoment(pages: readonly Page[], wanted: readonly string[], limit: number): void {
  const shown = pages.flatMap(({ items }) => items);
  assert.deepEqual(shown, wanted, 'the pages together are not the collection at the moment of the first');
  const moments = new Set(pages.map(({ resourceVersion }) => resourceVersion));
  assert.equal(moments.size, 1, `the pages carry different resource versions: ${[...moments].join(', ')}`);
  let left = wanted.length;
  for (const { items, token, remaining } of pages) {
    left -= items.length;
    assert.ok(items.length <= limit, `a page of ${items.length} objects although the limit is ${limit}`);
    assert.equal(
      token === '',
      left === 0,
      `a page ${token === '' ? 'without' : 'with'} a token, ${left} objects left`,
    );
    if (remaining !== undefined)
      assert.equal(remaining, left, `remainingItemCount says ${remaining}, ${left} are left`);
  }
}

const pagesShowOneMoment: Property = {
  id: 'pages-show-one-moment',
  requirements: ['API-13a', 'API-13b', 'API-13c', 'API-13d'],
  title:
    'The pages of a walk are together the collection at the first page, whatever others write in between',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 20,
  run: async (context) => {
    let judged = 0;
    const test = fc.asyncProperty(cases, async (generated) => {
      await inNamespace(context, async (client) => {
        for (const name of generated.existing)
          await client.create({ resource: 'secrets', name, value: 'first' });
        const pages = await walk(client, generated);
        assertOneMoment(pages, generated.existing.map((name) => `${name}=first`).sort(), generated.limit);
        judged += pages.length;
      });
    });
    await checkCases(test, { seed: context.seed, numRuns: 16 * context.runs });
    return { judged };
  },
};

export const pagingProperties: readonly Property[] = [pagesShowOneMoment];
