import { createServer } from 'node:net';
import type { Environment } from '../sim/environment.ts';

/** Below the ports that systems give to outgoing connections: one of those could take the port before its listener does. */
const firstPort = 20_000;
const portCount = 12_000;
const attempts = 200;

/** A TCP port of the loopback interface that nobody listens on just now, and that no outgoing connection will take. */
export async function freePort(environment: Environment): Promise<number> {
  const random = environment.random('ports');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = firstPort + random.below(portCount);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port of the loopback interface from ${firstPort} to ${firstPort + portCount} is free`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
