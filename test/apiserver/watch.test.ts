import { describe, expect, it } from 'vitest';
import { at, startApi, versionOf, type RecordedWatch } from './api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

function seen(watch: RecordedWatch): readonly string[] {
  return watch.events.map(({ type, object }) => `${type} ${String(at(object, 'metadata', 'name'))}`);
}

describe('a watch', () => {
  it('begins with what exists, goes on with each change, and ends with the server', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const watch = await api.watch(`${configMaps}?watch=1`);
    await api.patch(`${configMaps}/a`, 'merge', { data: { k: 'v' } });
    await api.patch(`${configMaps}/a`, 'merge', { data: { k: 'v' } });
    const gone = await api.send('DELETE', `${configMaps}/a`);
    await api.environment.settle();
    expect(seen(watch)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    expect(at(watch.events[2]?.object, 'data')).toEqual({ k: 'v' });
    expect(gone.status).toBe(200);
    const versions = watch.events.map(({ object }) => Number(at(object, 'metadata', 'resourceVersion')));
    expect(versions).toEqual(versions.toSorted((left, right) => left - right));
    await api.server.stop();
    expect(watch.ended).toBe(true);
  });
  it('resumes exactly after a list', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const list = await api.send('GET', configMaps);
    await api.send('POST', configMaps, { metadata: { name: 'b' } });
    const watch = await api.watch(`${configMaps}?watch=1&resourceVersion=${versionOf(list)}`);
    await api.send('POST', configMaps, { metadata: { name: 'c' } });
    await api.environment.settle();
    expect(seen(watch)).toEqual(['ADDED b', 'ADDED c']);
    await api.server.stop();
  });
  it('sees an object come and go as its selector does', async () => {
    const api = await startApi();
    const watch = await api.watch(`${configMaps}?watch=1&labelSelector=app%3Dweb`);
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    await api.patch(`${configMaps}/a`, 'merge', { metadata: { labels: { app: 'web' } } });
    const last = await api.patch(`${configMaps}/a`, 'merge', { metadata: { labels: { app: 'other' } } });
    await api.environment.settle();
    expect(seen(watch)).toEqual(['ADDED a', 'DELETED a']);
    expect(at(watch.events[1]?.object, 'metadata', 'labels', 'app')).toBe('web');
    expect(at(watch.events[1]?.object, 'metadata', 'resourceVersion')).toBe(versionOf(last));
    await api.server.stop();
  });
  it('of one name, one namespace or one node hears of nothing else', async () => {
    const api = await startApi();
    await api.send('POST', '/api/v1/namespaces', { metadata: { name: 'other' } });
    const one = await api.watch(`${configMaps}?watch=1&fieldSelector=metadata.name%3Da`);
    const here = await api.watch(`${configMaps}?watch=1`);
    const all = await api.watch('/api/v1/configmaps?watch=1');
    for (const name of ['a', 'b']) await api.send('POST', configMaps, { metadata: { name } });
    await api.send('POST', '/api/v1/namespaces/other/configmaps', { metadata: { name: 'a' } });
    await api.environment.settle();
    const ofUsers = ({ events }: RecordedWatch): readonly unknown[] =>
      events.filter(({ object }) => at(object, 'metadata', 'namespace') !== 'kube-system');
    expect([one, here, all].map((watch) => ofUsers(watch).length)).toEqual([1, 2, 3]);
    await api.server.stop();
  });
  it('older than the history kept gets 410 Expired', async () => {
    const api = await startApi({ watchHistory: 5 });
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const old = versionOf(await api.send('GET', configMaps));
    for (let count = 0; count < 20; count += 1)
      await api.patch(`${configMaps}/a`, 'merge', { data: { k: String(count) } });
    await api.environment.settle();
    const watch = await api.watch(`${configMaps}?watch=1&resourceVersion=${old}`);
    expect(watch.events.map(({ type, object }) => [type, object['code'], object['reason']])).toEqual([
      ['ERROR', 410, 'Expired'],
    ]);
    expect(watch.ended).toBe(true);
    await api.server.stop();
  });
  it('has bookmarks, also for the end of what existed', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const query = 'watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const watch = await api.watch(`${configMaps}?${query}`);
    expect(watch.events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    const marker = at(watch.events[1]?.object, 'metadata', 'annotations', 'k8s.io/initial-events-end');
    expect(marker).toBe('true');
    await api.environment.advance(61_000);
    expect(watch.events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK', 'BOOKMARK']);
    await api.server.stop();
  });
  it('ends after its time', async () => {
    const api = await startApi();
    const watch = await api.watch(`${configMaps}?watch=1&timeoutSeconds=10`);
    await api.environment.advance(9000);
    expect(watch.ended).toBe(false);
    await api.environment.advance(2000);
    expect(watch.ended).toBe(true);
    await api.server.stop();
  });
  it('that is too slow is ended, and no other', async () => {
    const api = await startApi();
    let room = 2;
    const slow = await api.watch(`${configMaps}?watch=1`, () => (room -= 1) >= 0);
    const quick = await api.watch(`${configMaps}?watch=1`);
    for (let count = 0; count < 5; count += 1)
      await api.send('POST', configMaps, { metadata: { name: `c${count}` } });
    await api.environment.settle();
    expect([slow.events.length, slow.ended, quick.events.length, quick.ended]).toEqual([2, true, 5, false]);
    await api.server.stop();
  });
});
