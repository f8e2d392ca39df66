/*
 * Starts a process that appends to a log, kills it with SIGKILL at a random moment, opens what it leaves and looks for everything
 * that it acknowledged; again and again on one folder. `node test/etcd/storage/kill-rounds.ts --rounds 300`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createHostDisk } from '../../../reference/sim/host-disk.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';
import { entry, opened } from './storage-under-test.ts';

export interface KillCount {
  rounds: number;
  /** Entries that killed processes had acknowledged, and that were all there. */
  acknowledged: number;
  /** How often recovery had something to cut off or to remove. */
  repaired: number;
  /** Where the last snapshot stood. */
  snapshotIndex: number;
}

/** Throws at the first entry that was acknowledged and is not there, or is another one. */
export async function killRounds(rounds: number): Promise<KillCount> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-kill-'));
  const count: KillCount = { rounds: 0, acknowledged: 0, repaired: 0, snapshotIndex: 0 };
  let before = 0;
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const acknowledged = await killedProcess(folder, before);
      count.acknowledged += acknowledged - before;
      before = await inspect({ folder, atLeast: acknowledged, round, count });
    }
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The highest entry that the process acknowledged; it must begin with `atLeast`. */
function killedProcess(folder: string, atLeast: number): Promise<number> {
  const program = new URL('appending-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let armed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (armed) return;
    armed = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 60);
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (signal !== 'SIGKILL') {
        reject(new Error(`the process ended by itself, with ${code}`));
        return;
      }
      const [first = '', ...lines] = output.split('\n').slice(0, -1);
      const restored = Number(first.replace('restored ', ''));
      if (!(restored >= atLeast))
        reject(new Error(`it began with ${first}, yet ${atLeast} was acknowledged`));
      resolve(lines.reduce((highest, line) => Math.max(highest, Number(line)), restored));
    });
  });
}

interface Inspection {
  readonly folder: string;
  readonly atLeast: number;
  readonly round: number;
  readonly count: KillCount;
}

/** Returns the last entry that is there. */
async function inspect({ folder, atLeast, round, count }: Inspection): Promise<number> {
  const { storage, restored, repaired } = await opened(createHostDisk(folder), createHostEnvironment());
  await storage.close();
  const from = restored?.snapshot?.index ?? 0;
  const entries = restored?.entries ?? [];
  const last = from + entries.length;
  if (last < atLeast)
    throw new Error(`round ${round}: ${atLeast} was acknowledged, the log ends with ${last}`);
  for (const [at, found] of entries.entries()) {
    const expected = entry(from + 1 + at, 1);
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      throw new Error(
        `round ${round}: ${JSON.stringify(found)} stands where entry ${expected.index} should be`,
      );
    }
  }
  count.rounds = round;
  count.repaired += repaired.length;
  if (from > 0) count.snapshotIndex = from;
  return last;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' } } });
  const count = await killRounds(Number(values.rounds));
  console.log(
    `${count.rounds} processes killed with SIGKILL; all of ${count.acknowledged} acknowledged entries were there; ` +
      `${count.repaired} repairs; last snapshot at entry ${count.snapshotIndex}`,
  );
}
