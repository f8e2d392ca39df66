import type { Disk, DiskFile } from './disk.ts';
import type { MortalEnvironment } from './mortal-environment.ts';

/** A function, since it changes while others wait. */
function isDead(life: MortalEnvironment): boolean {
  return life.isDead;
}

const never = new Promise<never>(() => undefined);

/**
 * A disk as a process sees it that can be stopped or killed: what it asked for may have happened, but a process that is gone does
 * not hear of it, and what it had still to ask for never happens.
 */
export function createMortalDisk(disk: Disk, life: MortalEnvironment): Disk {
  const act = async <Value>(action: () => Promise<Value>): Promise<Value> => {
    if (isDead(life)) return never;
    const settle = await action().then(
      (value) => (): Value => value,
      (error: unknown) => (): never => {
        throw error;
      },
    );
    await new Promise<void>((resolve) => {
      life.whenAwake(resolve);
    });
    return isDead(life) ? never : settle();
  };
  const mortalFile = (file: DiskFile): DiskFile => ({
    get size() {
      return file.size;
    },
    append: (chunks) => act(() => file.append(chunks)),
    readAt: (position, length) => act(() => file.readAt(position, length)),
    truncate: (size) => act(() => file.truncate(size)),
    sync: () => act(() => file.sync()),
    close: () => act(() => file.close()),
  });
  return {
    name: disk.name,
    list: () => act(() => disk.list()),
    open: async (name, how, options) => mortalFile(await act(() => disk.open(name, how, options))),
    rename: (from, to) => act(() => disk.rename(from, to)),
    remove: (name) => act(() => disk.remove(name)),
    syncNames: () => act(() => disk.syncNames()),
    lock: () => act(() => disk.lock()),
    checksum: (bytes, seed) => disk.checksum(bytes, seed),
  };
}
