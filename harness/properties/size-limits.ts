import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkCases } from './generated-cases.ts';
import type { Property } from './property.ts';
import { inNamespace, type RecordedClient } from './recorded-client.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

interface Limit {
  readonly of: 'body' | 'annotations' | 'data';
  readonly bytes: number;
  readonly code: number;
  readonly reason: string;
  readonly cause?: string;
}

const limits: readonly Limit[] = [
  { of: 'body', bytes: 3 * mebibyte, code: 413, reason: 'RequestEntityTooLarge' },
  { of: 'annotations', bytes: 256 * kibibyte, code: 422, reason: 'Invalid', cause: 'FieldValueTooLong' },
  { of: 'data', bytes: mebibyte, code: 422, reason: 'Invalid', cause: 'FieldValueTooLong' },
];

/** A ConfigMap in which the limited part has exactly this many bytes. */
function configMapOf(part: Limit['of'], bytes: number): Record<string, unknown> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' } };
  if (part === 'annotations') {
    return { ...object, metadata: { ...object.metadata, annotations: { a: 'x'.repeat(bytes - 1) } } };
  }
  if (part === 'data') return { ...object, data: { a: 'x'.repeat(bytes) } };
  const empty = { ...object, data: { a: '' } };
  return { ...object, data: { a: 'x'.repeat(bytes - JSON.stringify(empty).length) } };
}

interface Refusal {
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string }[] };
}

async function judgeSize(client: RecordedClient, limit: Limit, bytes: number): Promise<void> {
  const path = `/api/v1/namespaces/${client.namespace}/configmaps`;
  const { status, body } = await client.send('POST', path, configMapOf(limit.of, bytes));
  const refused = bytes > limit.bytes;
  const what = `${bytes} bytes of ${limit.of}`;
  if (!refused) {
    assert.equal(status, 201, `${what} were answered with ${status} although ${limit.bytes} are allowed`);
    await client.send('DELETE', `${path}/large`);
    return;
  }
  assert.equal(
    status,
    limit.code,
    `${what} were answered with ${status} although ${limit.bytes} are allowed`,
  );
  const { reason, details } = body as Refusal;
  assert.equal(reason, limit.reason, `the reason of the refusal of ${what}`);
  if (limit.cause !== undefined)
    assert.equal(details?.causes?.[0]?.reason, limit.cause, `the cause of the refusal of ${what}`);
  const stored = await client.send('GET', `${path}/large`);
  assert.equal(stored.status, 404, `${what} were refused and stored all the same`);
}

/** Sizes around the limit; a body can be within its own limit and beyond that of its data, so that only too large ones are tried. */
const cases = fc.record({
  limit: fc.constantFrom(...limits),
  over: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: 64 * kibibyte })),
});

const sizesAreLimited: Property = {
  id: 'sizes-are-limited-to-the-byte',
  requirements: ['API-2l', 'API-11d', 'API-17n'],
  title: 'What is too large by a byte is refused and not stored, what is not is accepted',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 12,
  run: async (context) => {
    let judged = 0;
    const test = fc.asyncProperty(cases, async ({ limit, over }) => {
      const bytes = limit.bytes + (limit.of === 'body' ? Math.max(1, over) : over);
      await inNamespace(context, (client) => judgeSize(client, limit, bytes));
      judged += 1;
    });
    await checkCases(test, { seed: context.seed, numRuns: 16 * context.runs });
    return { judged };
  },
};

export const sizeProperties: readonly Property[] = [sizesAreLimited];
