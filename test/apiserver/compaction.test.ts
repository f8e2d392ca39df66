import { describe, expect, it } from 'vitest';
import { joinApi, startApi, versionOf, type ApiFixture } from './api-fixture.ts';

const minute = 60_000;
const configMaps = '/api/v1/namespaces/default/configmaps';

/** How often somebody has compacted or come to know the turn, and up to where. */
async function turns(api: ApiFixture): Promise<{ readonly version: number; readonly upTo: number }> {
  const answer = await api.member.connect().range({ key: Buffer.from('compact_rev_key') });
  const [held] = answer.kvs;
  return { version: held?.version ?? 0, upTo: Number(Buffer.from(held?.value ?? []).toString()) };
}

async function canRead(api: ApiFixture, revision: number): Promise<boolean> {
  return api.member
    .connect()
    .range({ key: Buffer.from('/registry'), revision })
    .then(
      () => true,
      () => false,
    );
}

describe('compaction', () => {
  it('keeps the history of one period, and forgets what is older', async () => {
    const api = await startApi();
    const first = versionOf(await api.send('POST', configMaps, { metadata: { name: 'a' } }));
    await api.environment.advance(5 * minute);
    const second = versionOf(await api.patch(`${configMaps}/a`, 'merge', { data: { k: '1' } }));
    await api.patch(`${configMaps}/a`, 'merge', { data: { k: '2' } });
    expect(await canRead(api, Number(first))).toBe(true);
    await api.environment.advance(5 * minute);
    expect([await canRead(api, Number(first)), await canRead(api, Number(second))]).toEqual([false, true]);
    await api.environment.advance(5 * minute);
    expect(await canRead(api, Number(second))).toBe(false);
    await api.server.stop();
  });

  it('is shared by all servers on one store: one of them does it in each period', async () => {
    const first = await startApi();
    await first.environment.advance(2 * minute);
    const second = await joinApi(first);
    for (const periods of [1, 2, 3]) {
      await first.environment.advance(5 * minute);
      expect((await turns(first)).version).toBe(periods);
    }
    const { upTo } = await turns(first);
    await first.server.stop();
    await second.environment.advance(10 * minute);
    expect((await turns(first)).version).toBeGreaterThan(3);
    expect((await turns(first)).upTo).toBeGreaterThan(upTo);
    await second.server.stop();
  });

  it('leaves watches alone, and tells who comes too late that the version is gone', async () => {
    const api = await startApi({ watchHistory: 1 });
    const first = versionOf(await api.send('POST', configMaps, { metadata: { name: 'a' } }));
    const watch = await api.watch(`${configMaps}?watch=true&resourceVersion=${first}`);
    const page = await api.send('GET', `/api/v1/namespaces?limit=1`);
    await api.environment.advance(15 * minute);
    for (const value of ['1', '2', '3', '4'])
      await api.patch(`${configMaps}/a`, 'merge', { data: { k: value } });
    await api.environment.settle();
    expect(watch).toMatchObject({ ended: false, events: { length: 4 } });
    const late = await api.watch(`${configMaps}?watch=true&resourceVersion=${first}`);
    expect(late.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    const token = (page.body['metadata'] as { readonly continue: string }).continue;
    const next = await api.send('GET', `/api/v1/namespaces?limit=1&continue=${token}`);
    expect([next.status, next.body['reason']]).toEqual([410, 'Expired']);
    await api.server.stop();
  });

  it('bounds what a store keeps of one object that is written all the time', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const kept: number[] = [];
    for (let period = 0; period < 6; period += 1) {
      for (let write = 0; write < 500; write += 1)
        await api.patch(`${configMaps}/a`, 'merge', { data: { k: `${period} ${write}` } });
      await api.environment.advance(5 * minute);
      kept.push(api.member.status().storedBytes);
    }
    expect(Math.max(...kept)).toBeLessThan(2.5 * (kept[0] ?? 0));
    expect(kept.at(-1)).toBeLessThan(1.2 * (kept[2] ?? 0));
    await api.server.stop();
  });

  it('can be left to others', async () => {
    const api = await startApi({ compactionPeriodMs: 0 });
    await api.environment.advance(60 * minute);
    expect((await turns(api)).version).toBe(0);
    await api.server.stop();
  });
});
