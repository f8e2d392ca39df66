import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KubeApi } from '../ports/ports.ts';
import { exchange, isAccepted, type Exchange } from '../world/exchange.ts';

/** What the load uses of what a quota can bound, as plain whole numbers; cpu in thousandths. */
export interface Usage {
  readonly secrets: number;
  readonly pods: number;
  readonly milliCpu: number;
  readonly nodePorts: number;
}

export const nothing: Usage = { secrets: 0, pods: 0, milliCpu: 0, nodePorts: 0 };
const fields = ['secrets', 'pods', 'milliCpu', 'nodePorts'] as const;

function combined(left: Usage, right: Usage, join: (one: number, other: number) => number): Usage {
  return {
    secrets: join(left.secrets, right.secrets),
    pods: join(left.pods, right.pods),
    milliCpu: join(left.milliCpu, right.milliCpu),
    nodePorts: join(left.nodePorts, right.nodePorts),
  };
}

export function plus(left: Usage, right: Usage): Usage {
  return combined(left, right, (one, other) => one + other);
}

/** Names of what goes beyond the limits. */
export function excess(used: Usage, hard: Usage): readonly string[] {
  return fields.filter((field) => used[field] > hard[field]);
}

/** One thing that an actor does, after a while. */
export type Deed = { readonly afterMs: number } & (
  | { readonly kind: 'secret' | 'remove' }
  | { readonly kind: 'pod'; readonly milliCpu: number }
  | { readonly kind: 'service' | 'resize' | 'grow'; readonly nodePorts: number }
);

const pauses = fc.constantFrom(0, 0, 0, 10, 60, 250, 1500);

/** Deeds that give nothing back, and let nobody count anew: the type of a service stays. */
export const growingDeeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('secret' as const), afterMs: pauses }),
  fc.record({
    kind: fc.constant('pod' as const),
    afterMs: pauses,
    milliCpu: fc.constantFrom(50, 100, 250, 333),
  }),
  fc.record({
    kind: fc.constant('service' as const),
    afterMs: pauses,
    nodePorts: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('grow' as const),
    afterMs: pauses,
    nodePorts: fc.integer({ min: 1, max: 2 }),
  }),
);

export const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: growingDeeds, weight: 4 },
  fc.record({ kind: fc.constant('service' as const), afterMs: pauses, nodePorts: fc.constant(0) }),
  fc.record({
    kind: fc.constant('resize' as const),
    afterMs: pauses,
    nodePorts: fc.integer({ min: 0, max: 3 }),
  }),
  { arbitrary: fc.record({ kind: fc.constant('remove' as const), afterMs: pauses }), weight: 2 },
);

/** How often what happened. */
export interface Tally {
  accepted: number;
  refused: number;
  removed: number;
  resized: number;
}

interface Owned {
  readonly path: string;
  usage: Usage;
}

/**
 * What surely is there at a moment, judged from the answers alone: an object counts from the answer to its creation until its
 * deletion is sent, and one that is being changed with the lesser of both states.
 */
export class SureUsage {
  readonly hard: Usage;
  readonly tally: Tally = { accepted: 0, refused: 0, removed: 0, resized: 0 };
  readonly #objects = new Map<string, Usage>();

  constructor(hard: Usage) {
    this.hard = hard;
  }

  set(path: string, usage: Usage): void {
    this.#objects.set(path, usage);
    const total = [...this.#objects.values()].reduce(plus, nothing);
    assert.deepEqual(
      excess(total, this.hard),
      [],
      `accepted requests use ${JSON.stringify(total)} together, and the quota allows ${JSON.stringify(this.hard)}`,
    );
  }

  drop(path: string): void {
    this.#objects.delete(path);
  }
}

/** One writer with objects of its own. */
export class QuotaActor {
  readonly #api: KubeApi;
  readonly #sure: SureUsage;
  readonly #place: { readonly namespace: string; readonly name: string };
  readonly #owned: Owned[] = [];
  #made = 0;

  constructor(api: KubeApi, sure: SureUsage, place: { readonly namespace: string; readonly name: string }) {
    this.#api = api;
    this.#sure = sure;
    this.#place = place;
  }

  async do(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'secret':
        return this.#create('secrets', {}, { ...nothing, secrets: 1 });
      case 'pod': {
        const { milliCpu } = deed;
        return this.#create('pods', podSpec(milliCpu), { ...nothing, pods: 1, milliCpu });
      }
      case 'service': {
        const { nodePorts } = deed;
        return this.#create('services', serviceSpec(nodePorts), { ...nothing, nodePorts });
      }
      case 'resize':
        return this.#resize((before) => (deed.nodePorts < before ? 0 : deed.nodePorts));
      case 'grow':
        return this.#resize((before) => before + deed.nodePorts);
      case 'remove':
        return this.#remove();
    }
  }

  async #create(plural: string, content: object, usage: Usage): Promise<void> {
    this.#made += 1;
    const name = `${this.#place.name}-${this.#made}`;
    const collection = `/api/v1/namespaces/${this.#place.namespace}/${plural}`;
    const made = await this.#send('POST', collection, { metadata: { name }, ...content });
    if (!this.#wasAccepted(made)) return;
    const path = `${collection}/${name}`;
    this.#owned.push({ path, usage });
    this.#sure.set(path, usage);
  }

  /**
   * Changes the type of a service, or gives it more ports. One that keeps its type and has fewer would be given back too, but
   * nobody promises when.
   */
  async #resize(change: (before: number) => number): Promise<void> {
    const service = this.#owned.find(({ path }) => path.includes('/services/'));
    if (service === undefined) return;
    const nodePorts = change(service.usage.nodePorts);
    const after = { ...nothing, nodePorts };
    const lesser = combined(service.usage, after, Math.min);
    this.#sure.set(service.path, lesser);
    const made = await this.#send('PATCH', service.path, serviceSpec(nodePorts));
    if (this.#wasAccepted(made)) {
      service.usage = after;
      this.#sure.tally.resized += 1;
    }
    this.#sure.set(service.path, service.usage);
  }

  async #remove(): Promise<void> {
    const oldest = this.#owned.shift();
    if (oldest === undefined) return;
    this.#sure.drop(oldest.path);
    const made = await this.#send('DELETE', oldest.path, { gracePeriodSeconds: 0 });
    assert.ok(isAccepted(made), `a deletion was answered with ${made.status}: ${made.text}`);
    this.#sure.tally.removed += 1;
  }

  /** Under contention a server may give up with a conflict instead of deciding. */
  #wasAccepted(made: Exchange): boolean {
    const { status, text } = made;
    if (isAccepted(made)) {
      this.#sure.tally.accepted += 1;
      return true;
    }
    const isRefusal = status === 409 || (status === 403 && text.includes('exceeded quota'));
    assert.ok(isRefusal, `a request was answered with ${status}: ${text}`);
    this.#sure.tally.refused += 1;
    return false;
  }

  #send(method: string, path: string, body: object): Promise<Exchange> {
    return sendJson(this.#api, method, path, body);
  }
}

export function sendJson(api: KubeApi, method: string, path: string, body?: object): Promise<Exchange> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return exchange(api, {
    user: 'admin',
    method,
    path,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
  });
}

export function podSpec(milliCpu: number): object {
  const resources = { requests: { cpu: `${milliCpu}m` } };
  return { spec: { containers: [{ name: 'c', image: 'nginx', resources }] } };
}

function serviceSpec(nodePorts: number): object {
  const count = Math.max(1, nodePorts);
  const ports = Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: 80 + index }));
  return { spec: { type: nodePorts === 0 ? 'ClusterIP' : 'NodePort', ports } };
}
