import { once } from 'node:events';
import { createServer } from 'node:net';

/** Listens on a port of the loopback interface; where somebody does already, that will do. Resolves with what gives it back. */
export async function takePort(port: number): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return async () => undefined;
  }
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
}
