import type { Environment, Timer } from '../../sim/environment.ts';
import type { Fields } from '../fields.ts';
import type { HandleApiRequest } from '../message.ts';
import type { Registry } from '../registry/registry.ts';
import { sendAsServer } from './own-request.ts';

/** An object that the server itself answers for. */
export interface OwnObject {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name: string;
  /** How it is to be, given what is there; undefined: it may stay as it is. */
  readonly wanted: (present: Fields | undefined) => Fields | undefined;
}

interface Followed {
  readonly object: OwnObject;
  readonly key: string;
  readonly read: () => Fields | undefined;
  timer?: Timer;
}

/** What could not be written is tried again after this time. */
const retryMs = 10_000;

/**
 * Makes the objects that the server answers for, and puts right what others change or delete, as soon as the server sees it.
 * Writes go through the ordinary request path; whoever refuses them is asked again after ten seconds.
 */
export class OwnObjects {
  readonly #environment: Environment;
  readonly #handle: HandleApiRequest;
  readonly #followed: readonly Followed[];
  #isStopped = true;

  constructor(
    environment: Environment,
    { registry, handle }: { readonly registry: Registry; readonly handle: HandleApiRequest },
    objects: readonly OwnObject[],
  ) {
    this.#environment = environment;
    this.#handle = handle;
    this.#followed = objects.map((object) => this.#follow(registry, object));
  }

  /** Resolves when everything was tried once. */
  async start(): Promise<void> {
    this.#isStopped = false;
    for (const followed of this.#followed) await this.#putRight(followed);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#followed) timer?.cancel();
  }

  #follow(registry: Registry, object: OwnObject): Followed {
    const { group, version, plural, namespace, name } = object;
    const cache = registry.find(group, version, plural)?.store.cache;
    if (cache === undefined) throw new Error(`invariant: the server does not serve ${plural}`);
    const key = `${cache.prefix}${namespace === undefined ? '' : `${namespace}/`}${name}`;
    const followed: Followed = { object, key, read: () => cache.objects.get(key)?.object };
    cache.follow(({ stored, previous }) => {
      if ((stored ?? previous)?.key === key) this.#lookAfter(followed, 0);
    });
    return followed;
  }

  #lookAfter(followed: Followed, delayMs: number): void {
    if (this.#isStopped) return;
    followed.timer?.cancel();
    followed.timer = this.#environment.timers.after(delayMs, () => void this.#putRight(followed));
  }

  async #putRight(followed: Followed): Promise<void> {
    const present = followed.read();
    const wanted = followed.object.wanted(present);
    if (wanted === undefined || this.#isStopped) return;
    const { group, version, plural, namespace, name } = followed.object;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const collection = `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
    const isNew = present === undefined;
    const { status } = await sendAsServer(this.#handle, {
      method: isNew ? 'POST' : 'PUT',
      path: isNew ? collection : `${collection}/${name}`,
      object: wanted,
    });
    // Somebody else was quicker: what he wrote is looked at when it is seen.
    if (status < 300 || status === 409 || (status === 404 && !isNew)) return;
    this.#environment.trace.record({
      actor: 'apiserver',
      action: 'fail',
      object: `${plural}/${name}`,
      detail: `the answer was ${status}`,
    });
    this.#lookAfter(followed, retryMs);
  }
}
