import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KubeObject } from './item.ts';
import { checkCases } from './generated-cases.ts';
import type { Property } from './property.ts';
import { inNamespace, type RecordedClient } from './recorded-client.ts';
import {
  isSelected,
  queryOfSelection,
  type LabelRequirement,
  type Labels,
  type NameRequirement,
} from './selector-twin.ts';

const keys = fc.constantFrom('a', 'b', 'example.com/a');
const values = fc.constantFrom('', 'x', 'y', 'X-1');
const objectNames = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

const labelRequirement: fc.Arbitrary<LabelRequirement> = fc.oneof(
  fc.record({
    key: keys,
    is: fc.constantFrom('exists' as const, 'absent' as const),
    values: fc.constant([]),
  }),
  fc.record({
    key: keys,
    is: fc.constantFrom('equal' as const, 'unequal' as const),
    values: fc.tuple(values),
  }),
  fc.record({
    key: keys,
    is: fc.constantFrom('in' as const, 'notin' as const),
    values: fc.uniqueArray(values, { minLength: 1, maxLength: 3 }),
  }),
);

const nameRequirement: fc.Arbitrary<NameRequirement> = fc.record({
  is: fc.constantFrom('equal' as const, 'unequal' as const),
  name: fc.constantFrom(...objectNames),
});

const selection = fc.record({
  labels: fc.array(labelRequirement, { minLength: 1, maxLength: 3 }),
  names: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(nameRequirement, { maxLength: 2 }) },
  ),
  spelling: fc.boolean(),
});

const cases = fc.record({
  objects: fc.array(fc.dictionary(keys, values, { maxKeys: 3 }), {
    minLength: 2,
    maxLength: objectNames.length,
  }),
  selections: fc.array(selection, { minLength: 6, maxLength: 12 }),
});

type Case = typeof cases extends fc.Arbitrary<infer Generated> ? Generated : never;

function nameOf(index: number): string {
  return objectNames[index] ?? `object-${index}`;
}

async function createAll(client: RecordedClient, path: string, objects: readonly Labels[]): Promise<void> {
  for (const [index, labels] of objects.entries()) {
    const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: nameOf(index), labels } };
    const { status } = await client.send('POST', path, body);
    assert.equal(
      status,
      201,
      `a Secret with the labels ${JSON.stringify(labels)} was answered with ${status}`,
    );
  }
}

async function judgeSelections(client: RecordedClient, { objects, selections }: Case): Promise<number> {
  const path = `/api/v1/namespaces/${client.namespace}/secrets`;
  await createAll(client, path, objects);
  for (const { spelling, ...asked } of selections) {
    const query = queryOfSelection(asked, spelling);
    const said = [...new URLSearchParams(query).values()].join(' and ');
    const { status, body } = await client.send('GET', `${path}?${query}`);
    assert.equal(status, 200, `the selector ${said} was answered with ${status}`);
    const listed = ((body as KubeObject).items ?? []).map(({ metadata }) => metadata?.name ?? '');
    const wanted = objects.flatMap((labels, index) =>
      isSelected(asked, nameOf(index), labels) ? [nameOf(index)] : [],
    );
    assert.deepEqual(listed, wanted.sort(), `${said} selects other objects of ${JSON.stringify(objects)}`);
  }
  return selections.length;
}

const selectorsAgreeWithTheTwin: Property = {
  id: 'selectors-select-as-a-naive-twin-does',
  requirements: [
    'API-10b',
    'API-10c',
    'API-10d',
    'API-10e',
    'API-10f',
    'API-10g',
    'API-10h',
    'API-12a',
    'API-12c',
    'API-12d',
  ],
  title:
    'Any label selector, with or without names, selects exactly the objects that a naive reading of it does',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 60,
  run: async (context) => {
    let judged = 0;
    const test = fc.asyncProperty(cases, async (generated) => {
      await inNamespace(context, async (client) => {
        judged += await judgeSelections(client, generated);
      });
    });
    await checkCases(test, { seed: context.seed, numRuns: 10 * context.runs });
    return { judged };
  },
};

export const selectorProperties: readonly Property[] = [selectorsAgreeWithTheTwin];
