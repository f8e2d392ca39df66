import type { Environment } from '../../sim/environment.ts';
import { numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { tooManyRequests } from '../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission-chain.ts';
import { AdmissionConfigurationError, documentOf } from './admission-configuration.ts';

type LimitType = 'Server' | 'Namespace' | 'User' | 'SourceAndObject';

const keysOf: Readonly<Record<LimitType, (request: AdmissionRequest) => string>> = {
  Server: () => '',
  Namespace: ({ namespace }) => namespace,
  User: ({ identity }) => identity.user,
  SourceAndObject: ({ object }) => sourceAndObject(object ?? {}),
};

/** How many events of one kind of origin are taken: `burst` at once, and `qps` a second in the long run. */
export interface EventLimit {
  readonly type: LimitType;
  readonly qps: number;
  readonly burst: number;
  /** How many origins are told apart; who has been quiet for longest is forgotten first. */
  readonly cacheSize: number;
}

export function readEventLimits(given: unknown): readonly EventLimit[] {
  const document = documentOf(given, {
    kind: 'Configuration',
    apiVersions: ['eventratelimit.admission.k8s.io/v1alpha1'],
  });
  const limits = objectsAt(document, 'limits');
  if (limits.length === 0) throw new AdmissionConfigurationError('limits: must not be empty');
  return limits.map((limit, index) => readLimit(limit, `limits[${index}]`));
}

function readLimit(limit: Fields, where: string): EventLimit {
  const type = textAt(limit, 'type');
  const [qps, burst] = ['qps', 'burst'].map((name) => numberAt(limit, name) ?? 0) as [number, number];
  const cacheSize = numberAt(limit, 'cacheSize') ?? 0;
  if (!Object.hasOwn(keysOf, type))
    throw new AdmissionConfigurationError(`${where}.type: must be one of ${Object.keys(keysOf).join(', ')}`);
  if (burst <= 0) throw new AdmissionConfigurationError(`${where}.burst: must be positive`);
  if (qps <= 0) throw new AdmissionConfigurationError(`${where}.qps: must be positive`);
  if (cacheSize < 0) throw new AdmissionConfigurationError(`${where}.cacheSize: must not be negative`);
  return { type: type as LimitType, qps, burst, cacheSize: cacheSize === 0 ? 4096 : cacheSize };
}

/** Keeps those who report much from filling the store. Every limit counts, also where another one has refused already. */
export function eventRateLimit(environment: Environment, limits: readonly EventLimit[]): AdmissionPlugin {
  const enforced = limits.map((limit) => ({
    limit,
    buckets: new Buckets(limit, () => environment.clock.now()),
  }));
  return {
    name: 'EventRateLimit',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => {
      if (request.kind.kind !== 'Event' || request.kind.group !== '' || request.dryRun) return undefined;
      const reached = enforced.flatMap(({ limit, buckets }) => {
        const key = keysOf[limit.type](request);
        return buckets.take(key) ? [] : [`limit reached on type ${limit.type} for key ${key}`];
      });
      if (reached.length === 0) return undefined;
      return tooManyRequests(reached.length === 1 ? (reached[0] ?? '') : `[${reached.join(', ')}]`);
    },
  };
}

function sourceAndObject(event: Fields): string {
  const source = objectAt(event, 'source');
  const involved = objectAt(event, 'involvedObject');
  const from = ['component', 'host'].map((name) => textAt(source, name));
  const about = ['kind', 'namespace', 'name', 'uid', 'apiVersion'].map((name) => textAt(involved, name));
  return [...from, ...about].join('');
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** A token bucket for each key: full in the beginning, refilled as time passes. */
class Buckets {
  readonly #limit: EventLimit;
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: EventLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  take(key: string): boolean {
    const { qps, burst, cacheSize } = this.#limit;
    const atMs = this.#now();
    const before = this.#buckets.get(key) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, before.tokens + ((atMs - before.atMs) / 1000) * qps);
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > cacheSize && oldest !== undefined) this.#buckets.delete(oldest);
    return tokens >= 1;
  }
}
