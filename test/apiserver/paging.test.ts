import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiFixture } from './api-fixture.ts';
import { at, startApi, textAt, type Answer } from './api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

function names(answer: Answer): readonly unknown[] {
  return (answer.body['items'] as readonly unknown[]).map((item) => at(item, 'metadata', 'name'));
}

async function fill(api: ApiFixture, wanted: Iterable<string>): Promise<void> {
  for (const name of wanted)
    await api.send('POST', configMaps, {
      metadata: { name, labels: { parity: name.length % 2 === 0 ? 'even' : 'odd' } },
    });
}

describe('paging', () => {
  it('walks one snapshot, whatever happens in between', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const scenario = fc.record({
      before: fc.uniqueArray(name, { maxLength: 12 }),
      between: fc.uniqueArray(name, { maxLength: 4 }),
      limit: fc.integer({ min: 1, max: 5 }),
      selector: fc.constantFrom('', '&labelSelector=parity%3Deven'),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ before, between, limit, selector }) => {
        const api = await startApi();
        await fill(api, before);
        const model = before.filter((entry) => selector === '' || entry.length % 2 === 0).toSorted();
        const walked: unknown[] = [];
        let token = '';
        do {
          const page = await api.send(
            'GET',
            `${configMaps}?limit=${limit}${selector}${token === '' ? '' : `&continue=${token}`}`,
          );
          expect(page.status).toBe(200);
          expect(names(page).length).toBeLessThanOrEqual(limit);
          walked.push(...names(page));
          const remaining = at(page.body, 'metadata', 'remainingItemCount');
          if (selector === '') expect(remaining ?? 0).toBe(model.length - walked.length);
          token = textAt(page.body, 'metadata', 'continue');
          await fill(api, between);
          for (const gone of before.slice(0, 2)) await api.send('DELETE', `${configMaps}/${gone}`);
        } while (token !== '');
        expect(walked).toEqual(model);
        await api.server.stop();
      }),
      { numRuns: 40 },
    );
  });
  it('answers 410 with a way on where the snapshot is gone', async () => {
    const api = await startApi();
    await fill(api, ['a', 'b', 'c']);
    const first = await api.send('GET', `${configMaps}?limit=1`);
    await api.send('DELETE', `${configMaps}/b`);
    const store = api.member.connect();
    const { header } = await store.range({ key: new TextEncoder().encode('/x') });
    await store.compact({ revision: header.revision });
    const expired = await api.send(
      'GET',
      `${configMaps}?limit=1&continue=${String(at(first.body, 'metadata', 'continue'))}`,
    );
    expect([expired.status, expired.body['reason']]).toEqual([410, 'Expired']);
    const onwards = await api.send(
      'GET',
      `${configMaps}?continue=${String(at(expired.body, 'metadata', 'continue'))}`,
    );
    expect(names(onwards)).toEqual(['c']);
    await api.server.stop();
  });
  it('refuses tokens that are none of its own', async () => {
    const api = await startApi();
    const token = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const v = 'meta.k8s.io/v1';
    const bad = [
      'abc',
      '%25',
      token(5),
      token({ v: 'x', rv: 1, start: 'a' }),
      token({ v, rv: 0, start: 'a' }),
      token({ v, rv: 1, start: '' }),
      token({ v, rv: 1, start: '../../secrets/a' }),
    ];
    for (const entry of bad) {
      const answer = await api.send('GET', `${configMaps}?continue=${entry}`);
      expect([answer.status, answer.body['reason']]).toEqual([400, 'BadRequest']);
    }
    await api.server.stop();
  });
  it('follows the rules of resourceVersion and resourceVersionMatch', async () => {
    const api = await startApi();
    await fill(api, ['a']);
    const then = String(at((await api.send('GET', configMaps)).body, 'metadata', 'resourceVersion'));
    await fill(api, ['b']);
    expect(
      names(await api.send('GET', `${configMaps}?resourceVersion=${then}&resourceVersionMatch=Exact`)),
    ).toEqual(['a']);
    expect(names(await api.send('GET', `${configMaps}?resourceVersion=${then}`))).toEqual(['a', 'b']);
    expect(names(await api.send('GET', `${configMaps}?resourceVersion=0`))).toEqual(['a', 'b']);
    for (const query of [
      'resourceVersionMatch=Exact',
      `resourceVersion=0&resourceVersionMatch=Exact`,
      `resourceVersion=1&resourceVersionMatch=x`,
    ]) {
      expect((await api.send('GET', `${configMaps}?${query}`)).status).toBe(422);
    }
    const future = api.send('GET', `${configMaps}?resourceVersion=99999`);
    await api.environment.advance(4000);
    expect([(await future).status, (await future).body['reason']]).toEqual([504, 'Timeout']);
    await api.server.stop();
  });
});
