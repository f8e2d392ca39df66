import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../harness/adapters/certificate-authority.ts';
import { connectToIssuer } from '../../reference/cluster/issuer-connection.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const seen: string[] = [];
let answer: Answer;
let servers: readonly Server[];
let authority: string;

function serve(credential: { readonly certificate: string; readonly key: string }): Promise<Server> {
  const server = createServer({ cert: credential.certificate, key: credential.key }, (request, response) => {
    seen.push(
      `${request.headers.host ?? ''}${request.url ?? ''} ${request.headers.authorization ?? ''}`.trim(),
    );
    answer(request, response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

function urlOf(index: number): string {
  const server = servers[index];
  return server === undefined ? '' : `https://127.0.0.1:${portOf(server)}`;
}

beforeAll(async () => {
  const trusted = await CertificateAuthority.create('authority of issuers');
  const credential = await trusted.issue({ commonName: 'issuer' }, { names: ['127.0.0.1'] });
  authority = `${trusted.certificate}\n`;
  servers = await Promise.all([serve(credential), serve(credential)]);
});

beforeEach(() => {
  seen.length = 0;
  answer = (_request, response) => response.end('{}');
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

describe('The way to an issuer', () => {
  it('takes what is said, and a token along', async () => {
    answer = (_request, response) => response.writeHead(404, { 'cache-control': 'max-age=5' }).end('no');
    const got = await connectToIssuer(authority).get(`${urlOf(0)}/a?b=c`, 'ticket');
    expect(got).toMatchObject({ status: 404, statusText: '404 Not Found', text: 'no' });
    expect(got.headers['cache-control']).toBe('max-age=5');
    expect(seen).toEqual([`${urlOf(0).slice(8)}/a?b=c Bearer ticket`]);
  });

  it('leads on where it is told to, and tells another host no token', async () => {
    answer = (request, response) => {
      const next = request.url === '/a' ? '/b' : request.url === '/b' ? `${urlOf(1)}/c` : '';
      if (next === '') response.end('there');
      else response.writeHead(302, { location: next }).end();
    };
    const got = await connectToIssuer(authority).get(`${urlOf(0)}/a`, 'ticket');
    expect(got.text).toBe('there');
    const [first, second] = [urlOf(0).slice(8), urlOf(1).slice(8)];
    expect(seen).toEqual([`${first}/a Bearer ticket`, `${first}/b Bearer ticket`, `${second}/c`]);
  });

  it.each([
    ['in a circle', (): string => `${urlOf(0)}/again`, 'stopped after 10 redirects'],
    ['to a file', (): string => 'file:///etc/passwd', 'unsupported protocol scheme "file"'],
    ['nowhere', (): string => 'https://127.0.0.1:1/', 'ECONNREFUSED'],
  ])('ends where it leads %s', async (_where, location, reason) => {
    answer = (_request, response) => response.writeHead(301, { location: location() }).end();
    await expect(connectToIssuer(authority).get(urlOf(0))).rejects.toThrow(reason);
    expect(seen.length).toBeLessThanOrEqual(10);
  });

  it('takes no more than a document may have', async () => {
    answer = (_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    };
    await expect(connectToIssuer(authority).get(urlOf(0))).rejects.toThrow(/exceeded|aborted|size/i);
  });

  it('believes nobody whom its authority does not vouch for', async () => {
    const { certificate } = await CertificateAuthority.create('another');
    await expect(connectToIssuer(certificate).get(urlOf(0))).rejects.toThrow(/certificate/);
    await expect(connectToIssuer(undefined).get(urlOf(0))).rejects.toThrow(/certificate/);
    expect(seen).toEqual([]);
  });

  it('is closed when it is no longer needed, and names what was asked for', async () => {
    const connection = connectToIssuer(authority);
    await connection.get(urlOf(0));
    connection.close();
    await expect(connection.get(urlOf(0))).rejects.toThrow('the connection is closed');
    const plain = createPlainServer((_request, response) => response.destroy());
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${portOf(plain)}/keys`;
    await expect(connectToIssuer(authority).get(url)).rejects.toThrow(`Get "${url}": `);
    plain.close();
  });
});
