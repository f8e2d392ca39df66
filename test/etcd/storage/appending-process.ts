/*
 * A process to be killed: appends to the log in the folder of its first argument, and prints the index of each entry that is
 * durable, a line each. Says `restored N` first, the last entry that it found.
 */
import { writeSync } from 'node:fs';
import { createHostDisk } from '../../../reference/sim/host-disk.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';
import { batchOf, entry, hardState, opened, snapshotAt } from './storage-under-test.ts';

const [, , folder = ''] = process.argv;
const concurrency = 8;
const entriesBetweenSnapshots = 400;

const environment = createHostEnvironment({ timersKeepAlive: true });
const { storage, restored } = await opened(createHostDisk(folder), environment, { segmentBytes: 64 * 1024 });
let last = restored?.entries.at(-1)?.index ?? restored?.snapshot?.index ?? 0;
let saved = restored?.snapshot?.index ?? 0;
writeSync(1, `restored ${last}\n`);

function append(): void {
  last += 1;
  const index = last;
  storage.persist(batchOf({ entries: [entry(index, 1)], hardState: hardState(index - 1) }), () => {
    writeSync(1, `${index}\n`);
    if (index - saved >= entriesBetweenSnapshots) save(index);
    append();
  });
}

function save(index: number): void {
  saved = index;
  void storage.saveSnapshot(
    snapshotAt(
      index,
      Array.from({ length: 50 }, (_, at) => `${index} ${at}`.repeat(300)),
    ),
  );
}

for (let started = 0; started < concurrency; started += 1) append();
