import type { UntypedObject } from '../client/api-object.ts';
import { createInformer, Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { keyOf } from '../client/object-cache.ts';
import { WorkQueue } from '../client/work-queue.ts';
import {
  addAmounts,
  amountsJson,
  amountsWhere,
  equalAmounts,
  greatestAmounts,
  growth,
  type Amounts,
} from '../quota/amounts.ts';
import { readQuota, type Quota } from '../quota/quota.ts';
import type { Environment, Timer } from '../sim/environment.ts';
import { countedResources, countUsage, type CountedResource } from './quota-usage.ts';
import { discoverResources } from './resource-discovery.ts';

type ResourceQuota = ObjectsByKind['ResourceQuota'];

/** What this controller does with the API. */
export type QuotaApi = InformerSource & Pick<KubeClient, 'get' | 'list' | 'update' | 'raw'>;

/** Everything is counted anew this often, whatever was heard in between. */
const resyncMs = 300_000;
const discoveryRetryMs = 1_000;
/** What was charged is stored, or has failed, within this time. */
const settlingMs = 1_000;
/** How soon a count is repeated during which something was charged. */
const recountMs = 3_000;

/** What a quota said at some time: what was charged until then is stored once the time has settled. */
interface Landmark {
  readonly uid: string | undefined;
  readonly specHard: Amounts;
  readonly used: Amounts;
  readonly sinceMs: number;
}

/**
 * Keeps the status of quotas: the limits that are enforced, and what is used of them. Admission charges what is created; this
 * counts what a new or changed quota finds, and what deletions gave back. Objects are followed only of those kinds that some
 * quota is about, and counted from fresh lists.
 *
 * What is charged and on its way into the store is in no list. So usage is lowered to what was counted and, on top of it,
 * whatever was charged since a landmark that lay a while before the count: that may be too much for a moment, and never too
 * little. Where something was charged in between the count is repeated later.
 */
export class ResourceQuotaController {
  readonly #environment: Environment;
  readonly #api: QuotaApi;
  readonly #quotas: Informer<ResourceQuota>;
  readonly #queue: WorkQueue;
  readonly #followed = new Map<CountedResource, Informer<UntypedObject>>();
  readonly #landmarks = new Map<string, Landmark>();
  #resources: Promise<readonly CountedResource[]> | undefined;
  #timer: Timer | undefined;
  #retry: Timer | undefined;
  #isStopped = false;

  constructor(environment: Environment, api: QuotaApi) {
    this.#environment = environment;
    this.#api = api;
    this.#quotas = createInformer(environment, {
      client: api,
      target: 'ResourceQuota',
    });
    this.#queue = new WorkQueue(environment, { work: (key) => this.#sync(key), workers: 5 });
    this.#quotas.addHandler({
      added: (quota) => {
        this.#queue.add(keyOf(quota));
      },
      updated: (before, after) => {
        // What admission charges comes by here too, and is right already.
        if (!equalAmounts(readQuota(before).specHard, readQuota(after).specHard))
          this.#queue.add(keyOf(after));
      },
      deleted: (quota) => {
        this.#landmarks.delete(keyOf(quota));
      },
    });
  }

  start(): void {
    this.#quotas.start();
    this.#scheduleResync();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#retry?.cancel();
    this.#queue.stop();
    this.#quotas.stop();
    for (const informer of this.#followed.values()) informer.stop();
  }

  #scheduleResync(): void {
    this.#timer = this.#environment.timers.after(resyncMs, () => {
      this.#resources = undefined;
      for (const quota of this.#quotas.list()) this.#queue.add(keyOf(quota));
      this.#scheduleResync();
    });
  }

  async #sync(key: string): Promise<void> {
    if (this.#quotas.get(key) === undefined) return;
    const object = await this.#current(key);
    if (object === undefined) return;
    const resources = await this.#discovered();
    if (this.#isStopped) return;
    const quota = readQuota(object);
    this.#follow(quota, resources);
    const landmark = this.#landmarkOf(key, object, quota);
    if (!isComplete(quota, resources)) {
      await this.#begin(key, object, resources);
      return;
    }
    const settledInMs = landmark.sinceMs + settlingMs - this.#environment.clock.now();
    if (settledInMs > 0) {
      this.#queue.addAfter(key, settledInMs);
      return;
    }
    const counted = await this.#count(key, quota, resources);
    await this.#settle(key, landmark, counted);
  }

  /**
   * Enforces a new or changed quota at once. Nothing is lowered yet, and what was let in just before by a server that did not
   * know of it is found a little later.
   */
  async #begin(key: string, object: ResourceQuota, resources: readonly CountedResource[]): Promise<void> {
    const quota = readQuota(object);
    const counted = await this.#count(key, quota, resources);
    const used = greatestAmounts(counted, stillLimited(quota));
    if (await this.#write(object, quota, used)) {
      this.#setLandmark(key, object, { ...quota, used });
      this.#queue.addAfter(key, settlingMs);
    } else {
      this.#queue.add(key);
    }
  }

  #count(key: string, quota: Quota, resources: readonly CountedResource[]): Promise<Amounts> {
    const { namespace } = partsOf(key);
    const about = { quota, namespace, nowMs: this.#environment.clock.now() };
    return countUsage(this.#api, about, resources);
  }

  /** Brings what was counted into the status, whoever charges meanwhile. */
  async #settle(key: string, landmark: Landmark, counted: Amounts): Promise<void> {
    for (;;) {
      // Read after the count: what is charged until now and not counted yet stands in it.
      const object = await this.#current(key);
      if (object === undefined || this.#isStopped) return;
      const quota = readQuota(object);
      if (!isAbout(landmark, object, quota)) {
        this.#queue.add(key);
        return;
      }
      const charged = growth(quota.used, landmark.used);
      const known = addAmounts(
        counted,
        amountsWhere(charged, (name) => counted.has(name)),
      );
      const used = new Map([...stillLimited(quota), ...known]);
      if (!(await this.#write(object, quota, used))) continue;
      this.#landmarks.delete(key);
      if (charged.size > 0) this.#queue.addAfter(key, recountMs);
      return;
    }
  }

  /** The landmark that was set when this quota was first looked at; a new one where it has become another. */
  #landmarkOf(key: string, object: ResourceQuota, quota: Quota): Landmark {
    const known = this.#landmarks.get(key);
    if (known !== undefined && isAbout(known, object, quota)) return known;
    return this.#setLandmark(key, object, quota);
  }

  #setLandmark(key: string, { metadata }: ResourceQuota, { specHard, used }: Quota): Landmark {
    const landmark = { uid: metadata?.uid, specHard, used, sinceMs: this.#environment.clock.now() };
    this.#landmarks.set(key, landmark);
    return landmark;
  }

  async #current(key: string): Promise<ResourceQuota | undefined> {
    const { namespace, name } = partsOf(key);
    try {
      return await this.#api.get('ResourceQuota', name, { namespace });
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  /** False where somebody wrote in between: that is the ordinary course, not a failure. */
  async #write(object: ResourceQuota, quota: Quota, used: Amounts): Promise<boolean> {
    if (equalAmounts(used, quota.used) && equalAmounts(quota.specHard, quota.hard)) return true;
    const status = { hard: amountsJson(quota.specHard), used: amountsJson(used) };
    try {
      await this.#api.update('ResourceQuota', { ...object, status }, { subresource: 'status' });
      return true;
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return true;
      if (isRefusal(error, 'Conflict')) return false;
      throw error;
    }
  }

  /** Hears of what objects give back, for every kind that the quota counts. */
  #follow(quota: Quota, resources: readonly CountedResource[]): void {
    const limited = [...quota.specHard.keys()];
    for (const resource of resources) {
      if (!limited.some((name) => resource.evaluator.counts(name)) || this.#follows(resource)) continue;
      const options = resource.isWeighed ? {} : { metadataOnly: true };
      const source = { client: this.#api, target: resource };
      const informer = new Informer<UntypedObject>(this.#environment, source, options);
      informer.addHandler({
        updated: (before, after) => {
          if (this.#givesBack(resource, before, after)) this.#replenish(resource, after);
        },
        deleted: (last) => {
          this.#replenish(resource, last);
        },
      });
      this.#followed.set(resource, informer);
      informer.start();
      // Deletions before the first list were not heard of.
      void informer.synced().then(() => {
        for (const known of this.#quotas.list()) this.#queue.add(keyOf(known));
      });
    }
  }

  #follows({ group, plural }: CountedResource): boolean {
    return [...this.#followed.keys()].some((known) => known.group === group && known.plural === plural);
  }

  #givesBack(
    { evaluator, isWeighed }: CountedResource,
    before: UntypedObject,
    after: UntypedObject,
  ): boolean {
    if (!isWeighed) return false;
    const nowMs = this.#environment.clock.now();
    return !equalAmounts(evaluator.usage(before, nowMs), evaluator.usage(after, nowMs));
  }

  #replenish({ evaluator }: CountedResource, object: UntypedObject): void {
    const namespace = object.metadata?.namespace ?? '';
    for (const quota of this.#quotas.list()) {
      if (quota.metadata?.namespace !== namespace) continue;
      if ([...readQuota(quota).specHard.keys()].some((name) => evaluator.counts(name)))
        this.#queue.add(keyOf(quota));
    }
  }

  /** Fails never, since a controller may be there before the API server. */
  #discovered(): Promise<readonly CountedResource[]> {
    this.#resources ??= this.#discover();
    return this.#resources;
  }

  async #discover(): Promise<readonly CountedResource[]> {
    for (;;) {
      try {
        return countedResources(await discoverResources(this.#api));
      } catch {
        if (this.#isStopped) return [];
        await new Promise<void>((resolve) => {
          this.#retry = this.#environment.timers.after(discoveryRetryMs, resolve);
        });
      }
    }
  }
}

function partsOf(key: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

/** What is used of what is still to be limited. */
function stillLimited(quota: Quota): Amounts {
  return amountsWhere(quota.used, (name) => quota.specHard.has(name));
}

/** Whether the status enforces what is wanted, and says what is used of all that somebody can count. */
function isComplete(quota: Quota, resources: readonly CountedResource[]): boolean {
  const isCounted = (name: string): boolean => resources.some(({ evaluator }) => evaluator.counts(name));
  return (
    equalAmounts(quota.specHard, quota.hard) &&
    [...quota.specHard.keys()].every((name) => quota.used.has(name) || !isCounted(name))
  );
}

/** Whether the landmark was set for this quota as it is, and nothing was given back since. */
function isAbout(landmark: Landmark, { metadata }: ResourceQuota, { specHard, used }: Quota): boolean {
  return (
    landmark.uid === metadata?.uid &&
    equalAmounts(landmark.specHard, specHard) &&
    [...landmark.used].every(([name, { nano }]) => (used.get(name)?.nano ?? 0n) >= nano)
  );
}
