import type { HistoryWatchEvent } from '../history/history.ts';
import type { Item } from './item.ts';
import type { RecordedClient } from './recorded-client.ts';
import type { RecordedWatch } from './recorded-watch.ts';

/** The connection is dropped after so many events of it; then the client resumes where it was, or lists anew. */
export interface Drop {
  readonly afterEvents: number;
  readonly then: 'resume' | 'relist';
}

/** What a client does to hold a copy of a collection: list, watch from there, resume after a drop, list anew on 410. */
export class CachingClient {
  /** What happened, for the report of a failure. */
  readonly story: string[] = [];
  applied = 0;
  listed = 0;
  /** Watches begun where an earlier one had broken off. */
  resumed = 0;
  readonly #client: RecordedClient;
  readonly #resource: string;
  readonly #drops: readonly Drop[];
  readonly #items = new Map<string, Item>();
  #revision = '';
  #watch: RecordedWatch | undefined;
  #stopped = false;

  constructor(client: RecordedClient, resource: string, drops: readonly Drop[]) {
    this.#client = client;
    this.#resource = resource;
    this.#drops = drops;
  }

  /** In the order of names, as lists come. */
  get items(): readonly Item[] {
    return [...this.#items.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async run(): Promise<void> {
    await this.#relist();
    for (let turn = 0; !this.#isStopped(); turn += 1) {
      const drop = this.#drops[turn];
      const expired = await this.#follow(drop?.afterEvents ?? Infinity);
      if (this.#isStopped()) return;
      if (expired || drop?.then === 'relist') await this.#relist();
      else {
        this.resumed += 1;
        this.story.push(`resumed at ${this.#revision}`);
      }
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.close();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  async #relist(): Promise<void> {
    const { revision, items } = await this.#client.list(this.#resource);
    this.#items.clear();
    for (const item of items) this.#items.set(item.name, item);
    this.#revision = revision;
    this.listed += 1;
    this.story.push(`listed ${items.length} at ${revision}`);
  }

  /** Applies events until so many have come or the watch ends; true where the history had expired. */
  async #follow(limit: number): Promise<boolean> {
    const watch = await this.#client.watch(this.#resource, 'cache', this.#revision);
    this.#watch = watch;
    for (let count = 0; count < limit && !this.#stopped; count += 1) {
      const event = await watch.next(count);
      if (event === undefined) return false;
      if (event.type === 'ERROR') return true;
      this.#apply(event);
    }
    watch.close();
    return false;
  }

  #apply({ type, object = '', revision, value = '' }: HistoryWatchEvent): void {
    const name = object.split('/').at(-1) ?? '';
    this.#revision = String(revision);
    this.applied += 1;
    if (type === 'DELETED') this.#items.delete(name);
    else if (type !== 'BOOKMARK') this.#items.set(name, { name, revision: String(revision), value });
  }
}
