import type { Json } from '../api-fixture.ts';
import { pathOf, type BaseObject } from './base-objects.ts';
import type { Breakage } from './breakages.ts';
import { withRawNumbers } from './odd-values.ts';

/** One request that both servers get. */
export interface Trial {
  /** `Pod/plain create spec.containers: remove`: says how to make the request again. */
  readonly name: string;
  readonly base: BaseObject;
  /** The column that it is counted in: `create`, `update`, `merge-patch`. */
  readonly operation: string;
  /** True where a base object is created as it is. */
  readonly isCreation: boolean;
  /** Made when it is needed: there are many, and few of them are sent in a short run. */
  readonly message: () => Message;
}

export interface Message {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Absent: JSON. */
  readonly contentType?: string;
  /** Data that become JSON, a text, or bytes as they are. `$VERSION` in a text stands for the base object's resourceVersion. */
  readonly body?: unknown;
}

export interface TrialSelection {
  readonly seed: number;
  /** The share of the trials inside the pod templates of workloads: what holds for a pod holds for them. */
  readonly templateShare: number;
  /** The share of the others. */
  readonly share: number;
  /** Only operations whose name matches. */
  readonly operations?: RegExp;
}

/** Picks trials by their name: the same ones for the same seed. */
export class Chooser {
  readonly #selection: TrialSelection;

  constructor(selection: TrialSelection) {
    this.#selection = selection;
  }

  get seed(): number {
    return this.#selection.seed;
  }

  /** `part`: the share of those trials that would be chosen otherwise. */
  chooses(name: string, path: Breakage['path'] = [], part = 1): boolean {
    const { share, templateShare } = this.#selection;
    const template = path.indexOf('template');
    const inTemplate = template >= 0 && path.length > template + 2;
    const wanted = (inTemplate ? templateShare : share) * part;
    return wanted >= 1 || this.chance(name) < wanted;
  }

  wants(operation: string): boolean {
    return this.#selection.operations?.test(operation) ?? true;
  }

  /** A number from 0 up to, not including, 1. */
  chance(name: string): number {
    return mixed(`${this.seed} ${name}`) / 2 ** 32;
  }
}

/** A number of 32 bits that looks as if by chance (FNV-1a, and the last steps of murmur3). */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function nameOf(base: BaseObject, operation: string, { path, how }: Breakage): string {
  return `${base.id} ${operation} ${pathText(path)}: ${how}`;
}

export function pathText(path: Breakage['path']): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

/** The bytes of a request's body for a server where the base object has this resourceVersion. */
export function bodyOf({ body }: Message, version: string): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  const text = typeof body === 'string' ? body : withRawNumbers(JSON.stringify(body));
  return new TextEncoder().encode(text.replaceAll('$VERSION', version));
}

export function nameIn(object: Json): string {
  return String((object['metadata'] as Json)['name']);
}

/** A request that creates; nothing is stored by it. */
export function creationOf(base: BaseObject, body: Json, query = ''): Message {
  return { method: 'POST', path: `${pathOf(base)}?dryRun=All${query}`, body };
}

/** A request to the base object itself or to a subresource of it; nothing is stored by it. */
export function pathTo(base: BaseObject, subresource = '', query = ''): string {
  const part = subresource === '' ? '' : `/${subresource}`;
  return `${pathOf(base, nameIn(base.object))}${part}?dryRun=All${query}`;
}

/** The body of an update: kinds that ask for a resourceVersion get the one that is stored. */
export function updateBody({ definition, object }: BaseObject): Json {
  if (definition.strategy.allowUnconditionalUpdate) return object;
  return { ...object, metadata: { ...(object['metadata'] as Json), resourceVersion: '$VERSION' } };
}
