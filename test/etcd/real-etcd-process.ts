import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEtcd } from '../../schemas/etcd/grpc-connection.ts';
import type { EtcdGrpcConnection } from '../../schemas/etcd/grpc-connection.ts';

const program = 'etcd';

export const hasEtcd: boolean = spawnSync(program, ['--version']).status === 0;

export interface RealEtcd {
  readonly connection: EtcdGrpcConnection;
  stop(): Promise<void>;
}

/** A real etcd of its own on loopback, empty, with a connection to it. */
export async function startRealEtcd(): Promise<RealEtcd> {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-real-etcd-'));
  const client = `http://127.0.0.1:${String(await freePort())}`;
  const peer = `http://127.0.0.1:${String(await freePort())}`;
  const flags = {
    'data-dir': join(directory, 'data'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'log-level': 'error',
  };
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, [...words, '--unsafe-no-fsync'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', resolve));
  const connection = connectEtcd({ endpoints: [client.slice('http://'.length)], newLeaseId: () => 1 });
  await answers(connection);
  return {
    connection,
    stop: async () => {
      await connection.close();
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answers(connection: EtcdGrpcConnection): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await connection.range({ key: Uint8Array.of(1) });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}
