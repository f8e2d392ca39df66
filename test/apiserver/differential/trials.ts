import { createHash } from 'node:crypto';
import type { Json } from '../api-fixture.ts';
import { pathOf, type BaseObject } from './base-objects.ts';
import { breakagesOf, broken, type Breakage } from './breakages.ts';

export type Operation = 'create' | 'update' | 'status';

/** One request that both servers get. */
export interface Trial {
  /** `Pod/plain create spec.containers: remove`: says how to make the request again. */
  readonly name: string;
  readonly base: BaseObject;
  readonly operation: Operation;
  readonly breakage: Breakage | undefined;
}

export interface Message {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: Json;
}

export interface TrialSelection {
  readonly seed: number;
  /** The share of the trials inside the pod templates of workloads: what holds for a pod holds for them. */
  readonly templateShare: number;
  /** The share of the others. */
  readonly share: number;
}

/** The trials of the base objects that the seed picks; the same for the same seed. */
export function* trialsOf(bases: readonly BaseObject[], selection: TrialSelection): Generator<Trial> {
  for (const base of bases) {
    for (const operation of operationsOf(base)) {
      yield { name: `${base.id} ${operation}: as it is`, base, operation, breakage: undefined };
      for (const breakage of breakagesOf(base)) {
        if (
          (breakage.path[0] === 'status') !== (operation === 'status') &&
          base.object['status'] === undefined
        )
          continue;
        const name = nameOf(base, operation, breakage);
        if (isChosen(name, breakage, selection)) yield { name, base, operation, breakage };
      }
    }
  }
}

function operationsOf({ definition }: BaseObject): readonly Operation[] {
  return definition.strategy.hasStatusSubresource ? ['create', 'update', 'status'] : ['create', 'update'];
}

function nameOf(base: BaseObject, operation: Operation, breakage: Breakage): string {
  return `${base.id} ${operation} ${pathText(breakage.path)}: ${breakage.how}`;
}

export function pathText(path: Breakage['path']): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

function isChosen(name: string, { path }: Breakage, { seed, templateShare, share }: TrialSelection): boolean {
  const template = path.indexOf('template');
  const inTemplate = template >= 0 && path.length > template + 2;
  const wanted = inTemplate ? templateShare : share;
  if (wanted >= 1) return true;
  const hash = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE(0);
  return hash / 2 ** 32 < wanted;
}

/** The trial's request; nothing is stored by it. */
export function messageOf({ base, operation, breakage }: Trial): Message {
  const body = breakage === undefined ? base.object : broken(base.object, breakage);
  const metadata = body['metadata'] as Json;
  const name = String(metadata['name']);
  if (operation === 'create') {
    const another = { ...body, metadata: { ...metadata, name: `${name}-2` } };
    return { method: 'POST', path: `${pathOf(base)}?dryRun=All`, body: another };
  }
  const part = operation === 'status' ? '/status' : '';
  return { method: 'PUT', path: `${pathOf(base, name)}${part}?dryRun=All`, body };
}
