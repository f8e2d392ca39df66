import type { Environment } from '../../sim/environment.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';

/** How often it is looked again, once a turn of the loop: about a second in real time, none on a virtual clock. */
const turns = 1000;

/** Looks up objects that a controller is about to make: what is not there yet is waited for a little. */
export class ObjectsToCome {
  readonly #environment: Environment;
  readonly #store: () => ObjectStore;

  constructor(environment: Environment, store: () => ObjectStore) {
    this.#environment = environment;
    this.#store = store;
  }

  /** The object as it is now: in the cache, or in the store where the cache does not show it yet. */
  async look(namespace: string, name: string): Promise<KubeObject | undefined> {
    const store = this.#store();
    const key = store.keyOf(namespace, name);
    return store.cache.objects.get(key)?.object ?? (await store.read(key))?.object;
  }

  /** The same, once it is there; undefined where it does not come. */
  async find(namespace: string, name: string): Promise<KubeObject | undefined> {
    const found = await this.look(namespace, name);
    if (found !== undefined) return found;
    const store = this.#store();
    const key = store.keyOf(namespace, name);
    for (let turn = 0; turn < turns; turn += 1) {
      await this.#turn();
      const come = store.cache.objects.get(key)?.object;
      if (come !== undefined) return come;
    }
    return undefined;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.timers.after(0, resolve);
    });
  }
}
