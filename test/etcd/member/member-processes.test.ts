import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../reference/adapter/free-port.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-members-'));
const program = join(import.meta.dirname, '../../../harness/cli/plimsoll.mjs');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

interface Running {
  readonly listens: Promise<void>;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

function start(...options: string[]): Running {
  const child = spawn(process.execPath, [program, 'component', 'etcd', '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    listens: new Promise((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('etcd listens at')) resolve();
      });
    }),
    ended: new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code, stderr });
      });
    }),
    kill: (signal) => child.kill(signal),
  };
}

const environment = createHostEnvironment();

async function freePorts(count: number): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: count }, () => freePort(environment)));
}

describe('plimsoll component etcd', { timeout: 30_000 }, () => {
  test('takes no directory that is in use, of another member or of another version', async () => {
    const [one = 0, two = 0] = await freePorts(2);
    const [a, b] = [`http://127.0.0.1:${one}`, `http://127.0.0.1:${two}`];
    const dataDir = join(folder, 'm1');
    const options = (name: string, peer: string): string[] => [
      ...['--name', name, '--data-dir', dataDir, '--listen-peer-urls', peer],
      ...['--initial-cluster', `m1=${a},m2=${b}`],
    ];
    const first = start(...options('m1', a));
    await first.listens;
    const second = await start('--name', 'm1', '--data-dir', dataDir).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/in use/);
    first.kill('SIGTERM');
    await first.ended;
    const other = await start(...options('m2', b)).ended;
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('holds the data of member m1');
    expect(other.stderr).not.toMatch(/\n\s+at /);
    ageLog(dataDir);
    const older = await start(...options('m1', a)).ended;
    expect(older.code).toBe(2);
    expect(older.stderr).toMatch(/version/);
  });

  test('that joins says which of the others does not answer, and a member that knows itself asks nobody', async () => {
    const [own = 0, nobody = 0] = await freePorts(2);
    const peer = `http://127.0.0.1:${own}`;
    const dataDir = join(folder, 'joining');
    const joining = (dir: string): string[] => [
      ...['--name', 'm1', '--data-dir', dir, '--listen-peer-urls', peer],
      ...[
        '--initial-cluster',
        `m1=${peer},m2=http://127.0.0.1:${nobody}`,
        '--initial-cluster-state',
        'existing',
      ],
    ];
    const refused = await start(...joining(dataDir)).ended;
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(new RegExp(`no peer says .*127.0.0.1:${nobody}`));
    const alone = [
      '--name',
      'm1',
      '--data-dir',
      dataDir,
      '--listen-peer-urls',
      peer,
      '--initial-cluster',
      `m1=${peer}`,
    ];
    const founded = start(...alone);
    await founded.listens;
    founded.kill('SIGTERM');
    await founded.ended;
    const again = start(...joining(dataDir));
    await again.listens;
    again.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });
});

/** Writes another number of the format into the head of the log, and the checksum that belongs to it. */
function ageLog(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    const file = join(dataDir, name);
    const content = readFileSync(file);
    if (!content.subarray(0, 8).equals(Buffer.from('plimslog'))) continue;
    content.writeUInt32LE(99, 8);
    content.writeUInt32LE(crc32(content.subarray(0, 12)), 12);
    writeFileSync(file, content);
  }
}
