import { objectAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { KubeObject } from '../resource-definition.ts';
import { catchAll, exemptLevel, mandatoryObjects, type BootstrapObject } from './bootstrap-configuration.ts';
import { Classifier } from './classifier.ts';
import { FlowSchema, inOrder, type ClassifiedRequest } from './flow-schema.ts';
import { levelSpecOf, PriorityLevel, type LevelSpec } from './priority-level.ts';
import type { FlowRequest } from './queue-set.ts';
import { allocateSeats } from './seat-allocation.ts';

/** A schema with the level that its requests go to. */
export interface Route {
  readonly schema: FlowSchema;
  readonly level: PriorityLevel;
}

interface WantedLevel {
  readonly uid: string;
  readonly spec: LevelSpec;
}

/**
 * The schemas and levels in force, made from the objects that are stored, and the sharing out of the server's seats among
 * the levels. What is missing of the mandatory objects is imagined. A level that is deleted while requests are in it serves
 * them first.
 */
export class FlowConfiguration {
  readonly #serverSeats: number;
  #levels = new Map<string, PriorityLevel>();
  #routes = new Map<FlowSchema, Route>();
  #classifier: Classifier;
  #nominalSum = 0;
  fairFraction = 0;

  constructor(serverSeats: number, nowMs: number) {
    this.#serverSeats = serverSeats;
    this.#classifier = new Classifier([], imaginedSchema(catchAll));
    this.digest(nowMs, [], []);
  }

  get levels(): Iterable<PriorityLevel> {
    return this.#levels.values();
  }

  routeOf(identity: Identity, request: ClassifiedRequest): Route {
    const route = this.#routes.get(this.#classifier.schemaFor(identity, request));
    if (route === undefined) throw new Error('invariant: every schema that is asked has a level');
    return route;
  }

  /** Takes what is stored now. Answers which requests begin to be served by it. */
  digest(
    nowMs: number,
    levels: readonly KubeObject[],
    schemas: readonly KubeObject[],
  ): readonly FlowRequest[] {
    this.#levels = this.#levelsOf(nowMs, levels);
    this.#setLimits();
    this.#route(schemas);
    return this.#share(nowMs);
  }

  /** Moves seats to where they are wanted. Answers which requests begin to be served by it. */
  adjust(nowMs: number): readonly FlowRequest[] {
    return this.#share(nowMs);
  }

  #levelsOf(nowMs: number, objects: readonly KubeObject[]): Map<string, PriorityLevel> {
    const wanted = new Map<string, WantedLevel>();
    for (const object of objects) {
      const name = object.metadata?.name ?? '';
      const spec = levelSpecOf(objectAt(object, 'spec') ?? {});
      if (spec.isExempt === (name === exemptLevel))
        wanted.set(name, { uid: object.metadata?.uid ?? '', spec });
    }
    for (const { name, spec } of mandatoryObjects.priorityLevels)
      if (!wanted.has(name)) wanted.set(name, { uid: '', spec: levelSpecOf(spec) });
    const levels = new Map<string, PriorityLevel>();
    for (const [name, { uid, spec }] of wanted) {
      const level = this.#levels.get(name) ?? new PriorityLevel(name, spec, nowMs);
      level.respecify(uid, spec);
      levels.set(name, level);
    }
    for (const [name, level] of this.#levels) {
      if (levels.has(name) || level.queueSet.isIdle) continue;
      level.isLeaving = true;
      levels.set(name, level);
    }
    return levels;
  }

  #setLimits(): void {
    let shares = 0;
    for (const level of this.#levels.values()) shares += level.spec.shares;
    this.#nominalSum = 0;
    for (const level of this.#levels.values()) {
      const nominal = shares === 0 ? 0 : Math.ceil((this.#serverSeats * level.spec.shares) / shares);
      level.setLimits(nominal, this.#serverSeats);
      this.#nominalSum += nominal;
    }
  }

  #route(objects: readonly KubeObject[]): void {
    const hasLevel = ({ level }: FlowSchema): boolean => this.#levels.get(level)?.isLeaving === false;
    const schemas = objects.map(storedSchema).filter(hasLevel).sort(inOrder);
    const named = (name: string): FlowSchema | undefined => schemas.find((schema) => schema.name === name);
    const lastResort = named(catchAll) ?? imaginedSchema(catchAll);
    if (named(exemptLevel) === undefined) schemas.unshift(imaginedSchema(exemptLevel));
    if (named(catchAll) === undefined) schemas.push(lastResort);
    this.#classifier = new Classifier(schemas, lastResort);
    this.#routes = new Map();
    for (const schema of schemas) {
      const level = this.#levels.get(schema.level);
      if (level !== undefined) this.#routes.set(schema, { schema, level });
    }
  }

  /** What levels that are exempt used is taken from the others; these get what they use, within their bounds. */
  #share(nowMs: number): readonly FlowRequest[] {
    let remaining = this.#nominalSum;
    const limited: PriorityLevel[] = [];
    const started: FlowRequest[] = [];
    for (const level of this.#levels.values()) {
      level.demand.look(nowMs);
      if (!level.spec.isExempt) {
        limited.push(level);
        continue;
      }
      const used = Math.max(level.limits.least, level.demand.figures.most);
      remaining -= used;
      level.target = used;
      started.push(...level.queueSet.configure(nowMs, level.configOf(used)));
    }
    const shares = this.#sharesOf(limited, remaining);
    for (const [index, level] of limited.entries()) {
      started.push(...level.queueSet.configure(nowMs, level.configOf(shares[index] ?? 0)));
    }
    return started;
  }

  #sharesOf(levels: readonly PriorityLevel[], remaining: number): readonly number[] {
    const claims = levels.map((level) => {
      const { least, nominal, most } = level.limits;
      const wanted = Math.max(least, Math.min(nominal, level.demand.figures.most));
      level.target = Math.max(wanted, level.demand.smoothed);
      return { floor: least, least: wanted, most, target: level.target };
    });
    const floors = claims.reduce((sum, { floor }) => sum + floor, 0);
    const wants = claims.reduce((sum, { least }) => sum + least, 0);
    this.fairFraction = 0;
    if (remaining <= floors) return claims.map(({ floor }) => floor);
    if (remaining <= wants) {
      const part = (remaining - floors) / (wants - floors);
      return claims.map(({ floor, least }) => floor + Math.round((least - floor) * part));
    }
    // As upstream, everything is shared out once more, what the exempt use included.
    const { seats, fairFraction } = allocateSeats(this.#nominalSum, claims);
    this.fairFraction = fairFraction;
    return seats.map((given) => Math.round(given));
  }
}

function storedSchema(object: KubeObject): FlowSchema {
  const spec: Readonly<Fields> = objectAt(object, 'spec') ?? {};
  return new FlowSchema(object.metadata?.name ?? '', object.metadata?.uid ?? '', spec);
}

function imaginedSchema(name: string): FlowSchema {
  const fixed: BootstrapObject | undefined = mandatoryObjects.flowSchemas.find(
    (schema) => schema.name === name,
  );
  return new FlowSchema(name, '', fixed?.spec ?? {});
}
