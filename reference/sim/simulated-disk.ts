import { crc32 } from './crc32.ts';
import type { Disk, DiskFile, DiskLock, OpenOptions } from './disk.ts';
import { DiskError } from './disk.ts';
import type { Environment, RandomStream } from './environment.ts';
import { SimulatedFile } from './simulated-file.ts';

export interface SimulatedDiskOptions {
  /** Chance decides what a crash loses; timers are used only where syncs are delayed. */
  readonly environment: Pick<Environment, 'random' | 'timers'>;
  /** What messages call it; also the label of its stream of chance. */
  readonly name: string;
}

/** A disk in memory that does what real ones do at the worst moment. It outlives the member that uses it. */
export interface SimulatedDisk extends Disk {
  /** The disk as one life of a member sees it: whatever is asked of it after a crash fails with `FAILED`. */
  attach(): Disk;
  /**
   * The member that uses it is gone at once, with its open files and its lock: their use fails with `FAILED` from now on,
   * as does what was under way. `loses`: `unsynced` (absent), as at a power failure, all but a random prefix of the bytes
   * and of the changes of names that were not synced; `nothing`, as at a kill -9.
   */
  crash(options?: { readonly loses?: 'unsynced' | 'nothing' }): void;
  /** `crash` happens by itself in place of the operation with this number, counted from 1 and from now. */
  crashAtOperation(number: number, options?: { readonly loses?: 'unsynced' | 'nothing' }): void;
  /** Room in bytes for all files together; Infinity to begin with. */
  setCapacity(bytes: number): void;
  /** Every sync takes this long; 0, to begin with, takes promise turns only. */
  setSyncDelay(delayMs: number): void;
  /** Turns one random bit over, for good. */
  corrupt(name: string, offset: number): void;
  /** The next sync fails, and what it should have made durable never will be, although later syncs succeed. */
  failNextSync(): void;
  failNextAppend(): void;
  readonly counters: DiskCounters;
  /** Bytes in all files. */
  readonly usedBytes: number;
}

export interface DiskCounters {
  readonly operations: number;
  readonly appends: number;
  readonly appendedBytes: number;
  readonly syncs: number;
  readonly readBytes: number;
}

export function createSimulatedDisk(options: SimulatedDiskOptions): SimulatedDisk {
  return new MemoryDisk(options);
}

/** A change of names that is not durable yet. */
type NameChange = (names: Map<string, SimulatedFile>) => void;

class MemoryDisk implements SimulatedDisk {
  readonly name: string;
  readonly counters = { operations: 0, appends: 0, appendedBytes: 0, syncs: 0, readBytes: 0 };
  readonly #timers: Environment['timers'];
  readonly #chance: RandomStream;
  #names = new Map<string, SimulatedFile>();
  #durableNames = new Map<string, SimulatedFile>();
  #nameChanges: NameChange[] = [];
  #capacity = Infinity;
  #syncDelayMs = 0;
  #failNextSync = false;
  #failNextAppend = false;
  #holder: object | undefined;
  /** Rises with each crash; what was opened before is dead. */
  #life = 0;
  #plannedCrash: { readonly at: number; readonly loses: 'unsynced' | 'nothing' } | undefined;

  constructor({ environment, name }: SimulatedDiskOptions) {
    this.name = name;
    this.#timers = environment.timers;
    this.#chance = environment.random(`disk ${name}`);
  }

  checksum(bytes: Uint8Array, seed?: number): number {
    return crc32(bytes, seed);
  }

  async list(): Promise<readonly string[]> {
    this.#operate(this.#life);
    return [...this.#names.keys()].sort();
  }

  async open(name: string, how: 'create' | 'existing', options: OpenOptions = {}): Promise<DiskFile> {
    this.#operate(this.#life);
    const known = this.#names.get(name);
    if (how === 'create') {
      if (known !== undefined) throw new DiskError('EXISTS', `${this.name}/${name} exists already`);
      const file = new SimulatedFile();
      this.#changeNames((names) => names.set(name, file));
      return this.#handle(file, name, options);
    }
    if (known === undefined) throw this.#missing(name);
    return this.#handle(known, name, options);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#operate(this.#life);
    const file = this.#names.get(from);
    if (file === undefined) throw this.#missing(from);
    this.#changeNames((names) => {
      names.delete(from);
      names.set(to, file);
    });
  }

  async remove(name: string): Promise<void> {
    this.#operate(this.#life);
    if (!this.#names.has(name)) throw this.#missing(name);
    this.#changeNames((names) => names.delete(name));
  }

  async syncNames(): Promise<void> {
    const life = this.#life;
    this.#operate(life);
    const asked = new Set(this.#nameChanges);
    await this.#delay();
    this.#mustLive(life);
    for (const change of this.#nameChanges) if (asked.has(change)) change(this.#durableNames);
    this.#nameChanges = this.#nameChanges.filter((change) => !asked.has(change));
    this.counters.syncs += 1;
  }

  async lock(): Promise<DiskLock> {
    const life = this.#life;
    this.#operate(life);
    if (this.#holder !== undefined) {
      throw new DiskError('LOCKED', `${this.name} is in use by another member that is running`);
    }
    const holder = {};
    this.#holder = holder;
    return {
      release: async () => {
        if (this.#holder === holder) this.#holder = undefined;
      },
    };
  }

  attach(): Disk {
    const life = this.#life;
    const alive = async <Value>(action: () => Promise<Value>): Promise<Value> => {
      this.#mustLive(life);
      return action();
    };
    return {
      name: this.name,
      list: () => alive(() => this.list()),
      open: (name, how, options) => alive(() => this.open(name, how, options)),
      rename: (from, to) => alive(() => this.rename(from, to)),
      remove: (name) => alive(() => this.remove(name)),
      syncNames: () => alive(() => this.syncNames()),
      lock: () => alive(() => this.lock()),
      checksum: (bytes, seed) => crc32(bytes, seed),
    };
  }

  crash({ loses = 'unsynced' }: { readonly loses?: 'unsynced' | 'nothing' } = {}): void {
    this.#life += 1;
    this.#holder = undefined;
    this.#plannedCrash = undefined;
    if (loses === 'nothing') return;
    const kept = this.#chance.below(this.#nameChanges.length + 1);
    for (const change of this.#nameChanges.splice(0, kept)) change(this.#durableNames);
    this.#nameChanges = [];
    this.#names = new Map(this.#durableNames);
    for (const file of new Set(this.#names.values())) file.crash(this.#chance);
  }

  crashAtOperation(
    number: number,
    { loses = 'unsynced' }: { readonly loses?: 'unsynced' | 'nothing' } = {},
  ): void {
    this.#plannedCrash = { at: this.counters.operations + number, loses };
  }

  setCapacity(bytes: number): void {
    this.#capacity = bytes;
  }

  setSyncDelay(delayMs: number): void {
    this.#syncDelayMs = delayMs;
  }

  corrupt(name: string, offset: number): void {
    const file = this.#names.get(name);
    if (file === undefined) throw this.#missing(name);
    file.flipBit(offset, this.#chance.below(8));
  }

  failNextSync(): void {
    this.#failNextSync = true;
  }

  failNextAppend(): void {
    this.#failNextAppend = true;
  }

  get usedBytes(): number {
    let used = 0;
    for (const file of new Set(this.#names.values())) used += file.length;
    return used;
  }

  #handle(file: SimulatedFile, name: string, { reserveBytes = 0 }: OpenOptions): DiskFile {
    const life = this.#life;
    file.reserveBytes = reserveBytes;
    return {
      get size() {
        return file.length;
      },
      append: async (chunks) => {
        this.#operate(life);
        this.#append(file, name, chunks);
      },
      readAt: async (position, length) => {
        this.#operate(life);
        const bytes = file.read(position, length);
        this.counters.readBytes += bytes.length;
        return bytes;
      },
      truncate: async (size) => {
        this.#operate(life);
        file.truncate(size);
      },
      sync: async () => {
        this.#operate(life);
        await this.#sync(file, name, life);
      },
      close: async () => {
        if (life === this.#life) file.reserveBytes = 0;
      },
    };
  }

  #append(file: SimulatedFile, name: string, chunks: readonly Uint8Array[]): void {
    if (this.#failNextAppend) {
      this.#failNextAppend = false;
      throw new DiskError('FAILED', `${this.name}/${name} could not be written: input/output error`);
    }
    let wanted = 0;
    for (const chunk of chunks) wanted += chunk.length;
    const room = this.#capacity === Infinity ? Infinity : Math.max(0, this.#capacity - this.usedBytes);
    const written = wanted <= room ? wanted : this.#chance.below(room + 1);
    file.append(chunks, written);
    this.counters.appends += 1;
    this.counters.appendedBytes += written;
    if (written < wanted) throw new DiskError('FULL', `${this.name}/${name}: no space left on the disk`);
  }

  async #sync(file: SimulatedFile, name: string, life: number): Promise<void> {
    const length = file.length;
    if (this.#failNextSync) {
      this.#failNextSync = false;
      file.loseUnsynced();
      throw new DiskError('FAILED', `${this.name}/${name} could not be synced: input/output error`);
    }
    await this.#delay();
    this.#mustLive(life);
    file.sync(length);
    this.counters.syncs += 1;
  }

  async #delay(): Promise<void> {
    if (this.#syncDelayMs > 0) {
      await new Promise<void>((resolve) => {
        this.#timers.after(this.#syncDelayMs, resolve);
      });
    }
  }

  #mustLive(life: number): void {
    if (life !== this.#life) throw this.#crashed();
  }

  #changeNames(change: NameChange): void {
    change(this.#names);
    this.#nameChanges.push(change);
  }

  #operate(life: number): void {
    if (life === this.#life) {
      this.counters.operations += 1;
      const planned = this.#plannedCrash;
      if (planned !== undefined && this.counters.operations >= planned.at) this.crash(planned);
    }
    this.#mustLive(life);
  }

  #crashed(): DiskError {
    return new DiskError('FAILED', `${this.name} has crashed since this was opened`);
  }

  #missing(name: string): DiskError {
    return new DiskError('MISSING', `${this.name}/${name} is not there`);
  }
}
