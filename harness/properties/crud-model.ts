import assert from 'node:assert/strict';
import fc from 'fast-check';
import { watchSequenceProblems } from '../judges/watch-sequence.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property } from './property.ts';
import { inNamespace, type RecordedClient, type Written } from './recorded-client.ts';

type Deed = 'create' | 'replace' | 'replace stale' | 'replace fresh' | 'patch' | 'patch stale' | 'remove';

interface Command {
  readonly deed: Deed;
  readonly resource: string;
  readonly name: string;
}

/** Kinds whose PUT may leave the resource version out; that of endpoints creates what is missing. */
const resources = ['configmaps', 'secrets', 'endpoints'];

/** What every sequence begins with: one of each deed that chance alone would leave out now and then. */
const opening: readonly Command[] = [
  { deed: 'create', resource: 'secrets', name: 'a' },
  { deed: 'replace fresh', resource: 'secrets', name: 'a' },
  { deed: 'patch stale', resource: 'secrets', name: 'a' },
  { deed: 'replace', resource: 'endpoints', name: 'a' },
  { deed: 'remove', resource: 'secrets', name: 'a' },
];

/** Few objects and many creations, so that most commands find something to work on. */
const drawn = fc.array(
  fc.record({
    deed: fc.oneof(
      { arbitrary: fc.constant<Deed>('create'), weight: 4 },
      { arbitrary: fc.constant<Deed>('remove'), weight: 2 },
      {
        arbitrary: fc.constantFrom<Deed>('replace', 'replace stale', 'replace fresh', 'patch', 'patch stale'),
        weight: 5,
      },
    ),
    resource: fc.constantFrom(...resources),
    name: fc.constantFrom('a', 'b'),
  }),
  { minLength: 16, maxLength: 40 },
);

const commands = drawn.map((sequence) => [...opening, ...sequence]);

interface Modelled {
  readonly value: string;
  readonly revision: string;
  /** A revision that it once had; undefined until it was written twice. */
  readonly stale?: string;
}

/** What the objects should be, by `resource/name`, and what the next command should be answered with. */
class Model {
  readonly objects: Map<string, Modelled> = new Map();

  expectedStatus({ deed, resource, name }: Command): number {
    const object = this.objects.get(`${resource}/${name}`);
    if (deed === 'create') return object === undefined ? 201 : 409;
    if (object === undefined) return deed.startsWith('replace') && resource === 'endpoints' ? 201 : 404;
    return deed.endsWith('stale') && object.stale !== undefined ? 409 : 200;
  }

  /** The resource version that the command is to name; undefined: none. */
  expectedVersion({ deed, resource, name }: Command): string | undefined {
    const object = this.objects.get(`${resource}/${name}`);
    if (deed === 'replace fresh') return object?.revision;
    return deed.endsWith('stale') ? object?.stale : undefined;
  }

  follow({ deed, resource, name }: Command, { status, item }: Written): void {
    const key = `${resource}/${name}`;
    const before = this.objects.get(key);
    if (status >= 300) return;
    if (deed === 'remove') this.objects.delete(key);
    else {
      const stale = before === undefined ? {} : { stale: before.revision };
      this.objects.set(key, { value: item.value, revision: item.revision, ...stale });
    }
  }
}

async function send(
  client: RecordedClient,
  model: Model,
  { command, value }: { command: Command; value: string },
): Promise<Written> {
  const { deed, resource, name } = command;
  const version = model.expectedVersion(command);
  const write = { resource, name, value, ...(version === undefined ? {} : { expected: version }) };
  if (deed === 'create') return client.create(write);
  if (deed === 'remove') return client.remove({ resource, name });
  return deed.startsWith('patch') ? client.patch(write) : client.replace(write);
}

function assertAnswer(
  command: Command,
  expected: number,
  { written, value }: { written: Written; value: string },
): void {
  const { deed, resource, name } = command;
  assert.equal(
    written.status,
    expected,
    `${deed} of ${resource}/${name} was answered with ${written.status}, the model says ${expected}`,
  );
  if (expected >= 300 || deed === 'remove') return;
  assert.equal(
    written.item.value,
    value,
    `${deed} of ${resource}/${name} was answered with another value than was written`,
  );
}

async function assertState(client: RecordedClient, model: Model): Promise<void> {
  for (const resource of resources) {
    const { items } = await client.list(resource);
    const wanted = [...model.objects]
      .filter(([key]) => key.startsWith(`${resource}/`))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    assert.deepEqual(
      items
        .filter(({ name }) => ['a', 'b'].includes(name))
        .map(({ name, value, revision }) => ({ name, value, revision })),
      wanted.map(([key, { value, revision }]) => ({ name: key.slice(resource.length + 1), value, revision })),
      `the list of ${resource} is not what the model holds`,
    );
  }
}

const crudFollowsTheModel: Property = {
  id: 'crud-and-watch-follow-a-model',
  requirements: ['API-1a', 'LOCK-2a', 'LOCK-5b', 'WATCH-2'],
  title:
    'Any sequence of creates, replaces, patches and deletes is answered, stored and told to watchers as a simple model says',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 60,
  run: async (context) => {
    const { clock } = context.ports;
    let judged = 0;
    const seen = { 'stale write': 0, deletion: 0, 'create by a replace': 0 };
    const test = fc.asyncProperty(commands, async (sequence) => {
      await inNamespace(context, async (client) => {
        const model = new Model();
        const watches = [];
        for (const resource of resources) {
          const { revision } = await client.list(resource);
          watches.push(await client.watch(resource, resource, revision));
        }
        for (const [index, command] of sequence.entries()) {
          const value = `value-${index}`;
          const expected = model.expectedStatus(command);
          const written = await send(client, model, { command, value });
          assertAnswer(command, expected, { written, value });
          model.follow(command, written);
          const { deed } = command;
          if (deed.endsWith('stale') && written.status === 409) seen['stale write'] += 1;
          if (deed === 'remove' && written.status === 200) seen.deletion += 1;
          if (deed.startsWith('replace') && written.status === 201) seen['create by a replace'] += 1;
        }
        await assertState(client, model);
        await eventually(clock, promptlyMs, async () => {
          assert.deepEqual(watchSequenceProblems(client.history), [], 'a watch does not say what was done');
        });
        judged += sequence.length;
      });
    });
    await checkCases(test, { seed: context.seed, numRuns: 6 * context.runs });
    requireHappened(seen);
    return { judged };
  },
};

export const crudProperties: readonly Property[] = [crudFollowsTheModel];
