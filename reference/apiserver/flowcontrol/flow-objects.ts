import type { Environment, Timer } from '../../sim/environment.ts';
import { cloneJson, equalJson, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { HandleApiRequest } from '../message.ts';
import { sendAsServer } from '../own-objects/own-request.ts';
import { fillSystemFields } from '../registry/metadata.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { KubeObject } from '../resource-definition.ts';
import { timestampText } from '../timestamp.ts';
import {
  exemptLevel,
  flowControlGroup,
  mandatoryObjects,
  suggestedObjects,
  type BootstrapObject,
} from './bootstrap-configuration.ts';

const autoUpdate = 'apf.kubernetes.io/autoupdate-spec';
const reviewPeriodMs = 60_000;
const tellMs = 1000;

type Plural = 'flowschemas' | 'prioritylevelconfigurations';
const kinds: Readonly<Record<Plural, string>> = {
  flowschemas: 'FlowSchema',
  prioritylevelconfigurations: 'PriorityLevelConfiguration',
};

function typeOf(plural: Plural): Fields {
  return { apiVersion: `${flowControlGroup}/v1`, kind: kinds[plural] };
}

export interface FlowObjectsParts {
  readonly environment: Environment;
  readonly registry: Registry;
  readonly handle: HandleApiRequest;
  /** Schemas are told whether their level is there; absent where requests are not sorted. */
  readonly tellsDangling: boolean;
}

/**
 * Makes the schemas and levels that every cluster has, and keeps them: looks every minute whether one is missing, or has
 * another spec than it should and may be put right. Where requests are sorted, every schema is told in its status whether
 * its level is there.
 */
export class FlowObjects {
  readonly #parts: FlowObjectsParts;
  readonly #stores: Readonly<Record<Plural, ObjectStore>>;
  #review: Timer | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #telling: Timer | undefined;
  #isStopped = false;

  constructor(parts: FlowObjectsParts) {
    this.#parts = parts;
    this.#stores = {
      flowschemas: storeOf(parts.registry, 'flowschemas'),
      prioritylevelconfigurations: storeOf(parts.registry, 'prioritylevelconfigurations'),
    };
  }

  /** Resolves when everything is there. */
  async start(): Promise<void> {
    await this.#ensure();
    if (this.#parts.tellsDangling) {
      await this.#tellAll();
      for (const { cache } of Object.values(this.#stores)) {
        cache.follow(() => {
          this.#tellSoon();
        });
      }
    }
    this.#reviewLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#review?.cancel();
    this.#telling?.cancel();
  }

  #reviewLater(): void {
    if (this.#isStopped) return;
    this.#review = this.#parts.environment.timers.after(reviewPeriodMs, () => {
      void this.#ensure()
        .catch((error: unknown) => {
          const detail = error instanceof Error ? error.message : String(error);
          this.#parts.environment.trace.record({ actor: 'apiserver', action: 'fail', detail });
        })
        .finally(() => {
          this.#reviewLater();
        });
    });
  }

  async #ensure(): Promise<void> {
    await Promise.all([
      ...this.#ensureAll('prioritylevelconfigurations', suggestedObjects.priorityLevels, false),
      ...this.#ensureAll('flowschemas', suggestedObjects.flowSchemas, false),
      ...this.#ensureAll('prioritylevelconfigurations', mandatoryObjects.priorityLevels, true),
      ...this.#ensureAll('flowschemas', mandatoryObjects.flowSchemas, true),
    ]);
    await this.#removeUnwanted('flowschemas');
    await this.#removeUnwanted('prioritylevelconfigurations');
  }

  #ensureAll(
    plural: Plural,
    wanted: readonly BootstrapObject[],
    isMandatory: boolean,
  ): readonly Promise<void>[] {
    const promises: Promise<void>[] = [];
    const { cache } = this.#stores[plural];
    for (const one of wanted) {
      const present = cache.objects.get(cache.prefix + one.name)?.object;
      if (present === undefined) promises.push(this.#create(plural, one));
      else {
        const revised = revisedOf(present, one, isMandatory);
        if (revised !== undefined) promises.push(this.#replace(plural, one.name, revised));
      }
    }
    return promises;
  }

  /** Straight into the store: nothing that somebody has configured keeps the server from having them. */
  async #create(plural: Plural, { name, spec }: BootstrapObject): Promise<void> {
    const { environment, tellsDangling } = this.#parts;
    const metadata: Fields = { name };
    fillSystemFields(environment, metadata);
    metadata['generation'] = 1;
    metadata['annotations'] = { [autoUpdate]: 'true' };
    const isTold = tellsDangling && plural === 'flowschemas';
    // Its level is there, or is being made.
    const status = isTold ? { conditions: [this.#condition(levelOf(spec), false)] } : {};
    const store = this.#stores[plural];
    const object = { ...typeOf(plural), metadata, spec: cloneJson(spec), status };
    await store.create(store.keyOf('', name), object);
  }

  async #replace(plural: Plural, name: string, object: KubeObject): Promise<void> {
    const path = `/apis/${flowControlGroup}/v1/${plural}/${name}`;
    const sent = { ...object, ...typeOf(plural) };
    // What cannot be done now is tried again at the next look.
    await sendAsServer(this.#parts.handle, { method: 'PUT', path, object: sent });
  }

  /** What an earlier version made and this one does not know, unless it was made somebody's own. */
  async #removeUnwanted(plural: Plural): Promise<void> {
    const { cache } = this.#stores[plural];
    const part = plural === 'flowschemas' ? 'flowSchemas' : 'priorityLevels';
    const wanted = [...mandatoryObjects[part], ...suggestedObjects[part]];
    for (const { object } of cache.objects.range(cache.prefix)) {
      const { name = '', annotations } = object.metadata ?? {};
      if (wanted.some((one) => one.name === name) || truthOf(annotations?.[autoUpdate]) !== true) continue;
      const path = `/apis/${flowControlGroup}/v1/${plural}/${name}`;
      await sendAsServer(this.#parts.handle, { method: 'DELETE', path });
    }
  }

  /** Servers that disagree answer each other's writes: no more often than once a second. */
  #tellSoon(): void {
    if (this.#telling !== undefined || this.#isStopped) return;
    const { clock, timers } = this.#parts.environment;
    const delayMs = Math.max(0, this.#toldAt + tellMs - clock.now());
    this.#telling = timers.after(delayMs, () => {
      this.#telling = undefined;
      this.#toldAt = clock.now();
      void this.#tellAll();
    });
  }

  async #tellAll(): Promise<void> {
    const { flowschemas } = this.#stores;
    for (const { key, object } of [...flowschemas.cache.objects.range(flowschemas.cache.prefix)]) {
      if (this.#toldOf(object) === undefined) continue;
      await flowschemas
        .update(key, ({ object: current }) => ({ write: this.#toldOf(current) ?? { ...current } }))
        .catch(() => undefined);
    }
  }

  /** The schema with the status that it should have, or undefined where it has it. */
  #toldOf(schema: KubeObject): Fields | undefined {
    const level = levelOf(objectAt(schema, 'spec'));
    const levels = this.#stores.prioritylevelconfigurations;
    const isDangling = levels.cache.objects.get(levels.cache.prefix + level) === undefined;
    const wanted = this.#condition(level, isDangling);
    const status = objectAt(schema, 'status');
    const conditions = objectsAt(status, 'conditions');
    const known = conditions.find((condition) => textAt(condition, 'type') === 'Dangling');
    const isTold = ['status', 'reason', 'message'].every((field) => textAt(known, field) === wanted[field]);
    if (known !== undefined && isTold) return undefined;
    const others = conditions.filter((condition) => condition !== known);
    return { ...schema, status: { ...status, conditions: [...others, wanted] } };
  }

  #condition(level: string, isDangling: boolean): Fields {
    const told = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
    return {
      type: 'Dangling',
      status: isDangling ? 'True' : 'False',
      lastTransitionTime: timestampText(this.#parts.environment.clock.now()),
      reason: isDangling ? 'NotFound' : 'Found',
      message: isDangling ? `${told} but there is no such object` : `${told} and it exists`,
    };
  }
}

/** What is there as it should be, or undefined where it is, or where it is somebody's own by now. */
function revisedOf(
  present: KubeObject,
  { name, spec }: BootstrapObject,
  isMandatory: boolean,
): KubeObject | undefined {
  const annotation = truthOf(present.metadata?.annotations?.[autoUpdate]);
  // Where nothing is said, nobody has changed the spec as long as it is the first.
  const updates = isMandatory || (annotation ?? present.metadata?.generation === 1);
  const current = objectAt(present, 'spec');
  const wanted = name === exemptLevel && spec['exempt'] !== undefined ? withOwnShares(spec, current) : spec;
  const specDiffers = updates && !equalJson(current, wanted);
  if (annotation === updates && !specDiffers) return undefined;
  const annotations = { ...present.metadata?.annotations, [autoUpdate]: String(updates) };
  return {
    ...present,
    metadata: { ...present.metadata, annotations },
    spec: specDiffers ? spec : current,
  };
}

/** How many seats are set aside for what is exempt is up to operators. */
function withOwnShares(spec: Readonly<Fields>, current: Fields | undefined): Readonly<Fields> {
  const exempt = objectAt(current, 'exempt');
  return exempt === undefined ? spec : { ...spec, exempt };
}

/** Go's idea of a truth value in a text. */
function truthOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

function levelOf(spec: Readonly<Fields> | undefined): string {
  return textAt(objectAt(spec, 'priorityLevelConfiguration'), 'name');
}

function storeOf(registry: Registry, plural: Plural): ObjectStore {
  const entry = registry.find(flowControlGroup, 'v1', plural);
  if (entry === undefined) throw new Error(`invariant: ${plural} are built in`);
  return entry.store;
}
