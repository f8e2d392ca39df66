import type { Json } from '../api-fixture.ts';
import type { BaseObject } from './base-objects.ts';
import { breakagesOf, broken, type Breakage } from './breakages.ts';
import { kindBreakages, metadataBreakages } from './metadata-breakages.ts';
import {
  creationOf,
  nameIn,
  nameOf,
  pathTo,
  updateBody,
  type Chooser,
  type Message,
  type Trial,
} from './trials.ts';

type Operation = 'create' | 'update' | 'status';

/** A name of its own for what is created beside the base object. */
export function another(base: BaseObject): BaseObject {
  const { object } = base;
  if ((object['metadata'] as Json)['name'] === undefined) return base;
  const metadata = { ...(object['metadata'] as Json), name: `${nameIn(object)}-2` };
  return { ...base, object: { ...object, metadata } };
}

/** Base objects, broken in one place: created, updated, and their status written. */
export function* objectTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const operation of operationsOf(base)) {
    if (!chooser.wants(operation)) continue;
    yield {
      name: `${base.id} ${operation}: as it is`,
      base,
      operation,
      isCreation: operation === 'create',
      message: () => messageOf(base, operation, []),
    };
    for (const breakage of breakagesFor(base, operation)) {
      const name = nameOf(base, operation, breakage);
      if (chooser.chooses(name, breakage.path))
        yield trialOf(base, { name, operation, breakages: [breakage] });
    }
  }
}

interface BrokenObject {
  readonly name: string;
  readonly operation: Operation;
  readonly breakages: readonly Breakage[];
}

function trialOf(base: BaseObject, { name, operation, breakages }: BrokenObject): Trial {
  return { name, base, operation, isCreation: false, message: () => messageOf(base, operation, breakages) };
}

export function operationsOf({ definition }: BaseObject): readonly Operation[] {
  if (!definition.verbs.includes('update')) return ['create'];
  return definition.strategy.hasStatusSubresource ? ['create', 'update', 'status'] : ['create', 'update'];
}

const known = new WeakMap<Json, readonly Breakage[]>();

/** The breakages of one object are gone through many times. */
function allBreakages({
  definition,
  object,
}: Pick<BaseObject, 'definition' | 'object'>): readonly Breakage[] {
  const found = known.get(object) ?? [...breakagesOf(definition, object)];
  known.set(object, found);
  return found;
}

/** Where the object says nothing of its status, that is only added through the status endpoint, and nothing else there. */
export function* breakagesFor({ definition, object }: BaseObject, operation: Operation): Generator<Breakage> {
  for (const breakage of allBreakages({ definition, object })) {
    const fits = (breakage.path[0] === 'status') === (operation === 'status');
    if (fits || object['status'] !== undefined) yield breakage;
  }
}

export function messageOf(base: BaseObject, operation: Operation, breakages: readonly Breakage[]): Message {
  const start = operation === 'create' ? another(base).object : updateBody(base);
  const body = breakages.reduce((object, breakage) => broken(object, breakage), start);
  if (operation === 'create') return creationOf(base, withRoomForName(body, breakages));
  return { method: 'PUT', path: pathTo(base, operation === 'status' ? 'status' : ''), body };
}

/** A name is only generated where none is given. */
function withRoomForName(body: Json, breakages: readonly Breakage[]): Json {
  if (!breakages.some(({ path }) => path[1] === 'generateName')) return body;
  const given = Object.entries(body['metadata'] as Json);
  const metadata = Object.fromEntries(given.filter(([name]) => name !== 'name'));
  return { ...body, metadata };
}

/** The metadata, the kind and the version, broken: for a few base objects of each kind. */
export function* metadataTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const operation of operationsOf(base)) {
    if (!chooser.wants(operation)) continue;
    for (const breakage of [...metadataBreakages(), ...kindBreakages]) {
      const name = nameOf(base, operation, breakage);
      if (chooser.chooses(name)) yield trialOf(base, { name, operation, breakages: [breakage] });
    }
  }
}

/** What one base object is broken in two or three places at once, at most. */
const combinations = 120;

export function* combinedTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const operation of operationsOf(base)) {
    if (!chooser.wants(operation)) continue;
    const breakages = [...breakagesFor(base, operation), ...metadataBreakages()].filter(
      ({ path, how }) => !how.startsWith('mistyped') && !(path[0] === 'metadata' && path[1] === 'name'),
    );
    for (let index = 0; index < combinations; index += 1) {
      const count = index % 3 === 0 ? 3 : 2;
      const chosen = Array.from({ length: count }, (_, place) => {
        const chance = chooser.chance(`${base.id} ${operation} ${index} ${place}`);
        return breakages[Math.floor(chance * breakages.length)];
      }).filter((breakage) => breakage !== undefined);
      if (!areApart(chosen)) continue;
      const name = `${base.id} ${operation} ${chosen.map((breakage) => nameOf(base, operation, breakage).slice(base.id.length + operation.length + 2)).join(' + ')}`;
      if (chooser.chooses(name)) yield trialOf(base, { name, operation, breakages: chosen });
    }
  }
}

/** True where no breakage lies inside another, nor shifts another's place in a list. */
function areApart(breakages: readonly Breakage[]): boolean {
  const roots = breakages.map(({ path }) => path.filter((step) => typeof step !== 'number').join('.'));
  return roots.every((root, index) =>
    roots.every((other, place) => index === place || !`${other}.`.startsWith(`${root}.`)),
  );
}
