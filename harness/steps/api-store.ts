import assert from 'node:assert/strict';
import { Then, When, type DataTable } from '@cucumber/cucumber';
import { parse } from 'yaml';
import { assertMatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';

/**
 * The key with real names where the feature names a namespace or a cluster-scoped object of its scenario: one that it has made, or
 * one of those given.
 */
function realKey(world: PlimsollWorld, key: string, others: readonly string[] = []): string {
  const made = [
    ...world.namespaces,
    ...world.clusterScopedPaths.map((path) => path.split('/').at(-1) ?? ''),
    ...others,
  ];
  const real = new Map(made.map((name) => [world.names.logical(name), name]));
  return world.variables
    .expand(key)
    .split('/')
    .map((segment) => real.get(segment) ?? segment)
    .join('/');
}

When("the API server's store is compacted", async function (this: PlimsollWorld) {
  await this.need('apiStore').compact();
});

/**
 * A merge patch of what lies at the key, past the API server: an object where nothing lies there, `null` to take away what does. It
 * takes effect a moment later.
 */
When(
  "the API server's store is patched at {path}:",
  async function (this: PlimsollWorld, path: string, text: string) {
    const store = this.need('apiStore');
    const patch = this.names.object(parse(this.variables.expand(text)));
    const key = realKey(this, path, namesIn(patch));
    const held = await store.list(key);
    const value = held.find((kv) => Buffer.from(kv.key).toString('utf8') === key)?.value;
    const patched = merged(
      value === undefined ? undefined : jsonOf(Buffer.from(value).toString('utf8')),
      patch,
    );
    if (patched === null) await store.remove(key);
    else await store.put(key, Buffer.from(JSON.stringify(patched)));
    this.noticeObject(patched);
    await this.ports.clock?.settle();
  },
);

/** Real names that an object has or is in. */
function namesIn(object: unknown): readonly string[] {
  const { metadata = {} } = (object ?? {}) as { readonly metadata?: { name?: string; namespace?: string } };
  return [metadata.name, metadata.namespace].filter((name) => name !== undefined);
}

/** RFC 7396. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Record<string, unknown> = isObject ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = merged(result[name], value);
  }
  return result;
}

/** Exactly these keys stand under the prefix, in key order. Columns `key` and, if wanted, `modRevision`. */
Then(
  "the API server's store holds under {path}:",
  async function (this: PlimsollWorld, path: string, table: DataTable) {
    const kvs = await this.need('apiStore').list(realKey(this, path));
    const wanted = table
      .hashes()
      .map(({ key, modRevision }) => shownKey(key, modRevision && this.variables.expand(modRevision)));
    const dated = table.raw()[0]?.includes('modRevision') === true;
    const held = kvs.map(({ key, modRevision }) =>
      shownKey(
        this.names.logical(Buffer.from(key).toString('utf8')),
        dated ? String(modRevision) : undefined,
      ),
    );
    assert.deepEqual(held, wanted, `the keys under ${path}`);
  },
);

function shownKey(key = '', modRevision = ''): string {
  return modRevision === '' ? key : `${key} at ${modRevision}`;
}

/** The value at the key is a JSON document, and it matches. */
Then(
  "the API server's store holds at {path}:",
  async function (this: PlimsollWorld, path: string, text: string) {
    const key = realKey(this, path);
    const kvs = await this.need('apiStore').list(key);
    const value = kvs.find((kv) => Buffer.from(kv.key).toString('utf8') === key)?.value;
    assert.ok(value !== undefined, `the store holds nothing at ${path}`);
    const stored = jsonOf(Buffer.from(value).toString('utf8'));
    assert.ok(stored !== undefined, `what the store holds at ${path} is not JSON`);
    const logical: unknown = JSON.parse(this.names.logical(JSON.stringify(stored)));
    assertMatches(parseExpectation(this.variables.expand(text)), logical, path);
  },
);

/** None of the texts of the table, column `text`, stands in any value of the store, neither plain nor in base64. */
Then("the API server's store holds nowhere:", async function (this: PlimsollWorld, table: DataTable) {
  const kvs = await this.need('apiStore').list('/');
  assert.ok(kvs.length > 0, 'the store holds nothing at all');
  for (const { text = '' } of table.hashes()) {
    assert.ok(text.length >= 12, `"${text}" is too short to be found by no accident`);
    const found = kvs.find(({ value }) => formsOf(text).some((form) => Buffer.from(value).includes(form)));
    const key = found === undefined ? '' : this.names.logical(Buffer.from(found.key).toString('utf8'));
    assert.ok(found === undefined, `the store holds "${text}" at ${key}`);
  }
});

/** A text, and what is the same of its base64 wherever in an encoded text it stands. */
function formsOf(text: string): readonly string[] {
  const encoded = [0, 1, 2].map((offset) => {
    const base64 = Buffer.from(`${' '.repeat(offset)}${text}`).toString('base64');
    return base64.slice(offset === 0 ? 0 : 4, -4);
  });
  return [text, ...encoded];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
