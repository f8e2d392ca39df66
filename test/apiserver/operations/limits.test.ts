import { describe, expect, it } from 'vitest';
import { startApi } from '../api-fixture.ts';

const slow = '/api/v1/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan';
const plain = { user: 'alice', groups: ['system:authenticated'] };

describe('limits', () => {
  it('end with the request that counted, also where it failed', async () => {
    const api = await startApi({
      operations: { maxRequestsInFlight: 1, priorityAndFairness: false },
    });
    const get = async (path: string): Promise<number> =>
      (await api.server.handle({ method: 'GET', path, headers: {}, peer: plain })).status;
    const first = get(slow);
    expect(await get('/api/v1/namespaces')).toBe(429);
    await api.environment.advance(5000);
    expect(await first).toBe(504);
    expect(await get('/api/v1/namespaces')).toBe(200);
    await api.server.stop();
  });

  it("of time are the server's where the client gives more", async () => {
    const api = await startApi({ operations: { requestTimeoutMs: 1000 } });
    const answer = api.send('GET', `${slow}&timeout=1h`);
    await api.environment.advance(1100);
    expect(await answer).toMatchObject({
      status: 504,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    await api.server.stop();
  });

  it('keep what comes after the end from being begun, and wait for what has', async () => {
    const api = await startApi();
    const begun = api.send('GET', slow);
    let closed = false;
    const closing = api.server.close().then(() => {
      closed = true;
    });
    expect((await api.send('GET', '/api/v1/namespaces')).status).toBe(503);
    expect(closed).toBe(false);
    await api.environment.advance(5000);
    expect((await begun).status).toBe(504);
    await closing;
    await api.server.stop();
  });
});
