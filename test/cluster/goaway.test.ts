import { connect } from 'node:http2';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openSecureEndpoint, type SecureEndpoint } from '../../reference/cluster/secure-endpoint.ts';
import { startCluster, type Cluster } from '../../reference/index.ts';

let cluster: Cluster | undefined;
let endpoint: SecureEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  await cluster?.stop();
  endpoint = undefined;
});

/** The code of one answer, and whether the server said that the connection would take nothing more. */
async function visit(url: string): Promise<{ readonly status: unknown; readonly goesAway: boolean }> {
  const session = connect(url, { rejectUnauthorized: false });
  let goesAway = false;
  session.on('goaway', () => {
    goesAway = true;
  });
  const stream = session.request({ ':path': '/version' });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  stream.resume();
  await once(stream, 'end');
  await new Promise((resolve) => setTimeout(resolve, 50));
  session.destroy();
  return { status: headers[':status'], goesAway };
}

describe('A connection over HTTP/2', () => {
  it('is ended by chance, after the answer', async () => {
    cluster = await startCluster();
    endpoint = await openSecureEndpoint({ handle: cluster.handle, port: 0, goawayChance: 1 });
    expect(await visit(endpoint.url)).toEqual({ status: 200, goesAway: true });
  });

  it('stays where there is no such chance', async () => {
    cluster = await startCluster({ listen: true });
    expect(await visit(await cluster.listen())).toEqual({ status: 200, goesAway: false });
  });
});
