/**
 * The store as a sequential object: what a request does to a state, and whether it could have been answered as it was.
 * What a write without an answer was given as its revision is not known: until somebody is shown it, a number below zero
 * stands for it.
 */
import type { StoreAnswer, StoreCompare, StoreEntry } from '../history/history.ts';
import type { SequentialState } from './linearizability-search.ts';
import { isInRange, type KeyRange, type PlainRequest, type StoreRequest } from './store-operation.ts';

export interface KeyState {
  readonly value: string;
  readonly create: number;
  readonly mod: number;
  readonly version: number;
}

/** The keys that are looked at together. `revision`: the store is known to have come at least this far. */
export class StoreState implements SequentialState {
  readonly revision: number;
  readonly keys: ReadonlyMap<string, KeyState>;
  readonly key: string;

  get progress(): number {
    return this.revision;
  }

  constructor(revision: number, keys: ReadonlyMap<string, KeyState>) {
    this.revision = revision;
    this.keys = keys;
    const parts = [...keys]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { value, create, mod, version }]) => `${key} ${create} ${mod} ${version} ${value}`);
    this.key = `${revision} ${parts.join(';')}`;
  }
}

export const emptyStore: StoreState = new StoreState(0, new Map());

/** A request, and as much of its answer as is known. */
export interface Step {
  readonly request: StoreRequest;
  readonly answer?: Partial<StoreAnswer>;
  /** A whole number below zero: stands for the revision of a write that nobody was told. */
  readonly placeholder: number;
  readonly foresight?: Foresight;
}

/** What readers were shown of the writes that can be told from each other. */
export interface Foresight {
  /** How what is put was shown: see `sightingName`. */
  readonly byName: ReadonlyMap<string, Pick<KeyState, 'create' | 'version'>>;
  /** The first after this revision that was shown of the key: it is still to come. */
  next(key: string, revision: number): Pick<KeyState, 'create' | 'version'> | undefined;
}

export function sightingName(key: string, value: string): string {
  return `${key}\n${value}`;
}

/** The states that the step can lead to; more than one only where a compare meets a revision that is not known. */
export function applyStep(step: Step, state: StoreState): readonly StoreState[] {
  const { request, answer } = step;
  if (answer?.revision !== undefined && answer.revision < state.revision) return [];
  if (request.type === 'txn') {
    return branches(request.compare, state)
      .filter(({ holds }) => answer?.succeeded === undefined || answer.succeeded === holds)
      .flatMap(({ holds, after }) =>
        applied(step, after, holds ? request.success : request.failure, answer?.responses),
      );
  }
  if (request.type === 'get' || request.type === 'put' || request.type === 'delete')
    return applied(step, state, [request], answer === undefined ? undefined : [answer]);
  return [state];
}

type Response = Partial<Pick<StoreAnswer, 'kvs' | 'deleted'>>;

/** Does the operations of a request as one revision. */
function applied(
  { answer, placeholder, foresight }: Step,
  state: StoreState,
  requests: readonly PlainRequest[],
  responses: readonly Response[] | undefined,
): readonly StoreState[] {
  const told = answer?.revision;
  let keys = state.keys;
  let isWritten = false;
  for (const [index, request] of requests.entries()) {
    const response = responses?.[index];
    if (request.type === 'get') {
      const seen = response?.kvs === undefined ? keys : afterReading(keys, request, response.kvs);
      if (seen === undefined) return [];
      keys = seen;
    } else if (request.type === 'put') {
      const after = afterPut(
        keys,
        request,
        told === undefined ? { create: placeholder - 0.5, mod: placeholder } : { create: told, mod: told },
      );
      const shown = foresight?.byName.get(sightingName(request.key, request.value));
      const seen = shown === undefined ? after : asShown(after, request.key, shown);
      const version = seen?.get(request.key)?.version ?? 0;
      if (
        seen === undefined ||
        !canLeadOn(foresight, request.key, { revision: told ?? state.revision, version })
      )
        return [];
      keys = seen;
      isWritten = true;
    } else {
      const gone = [...keys.keys()].filter((key) => isInRange(request, key));
      if (response?.deleted !== undefined && response.deleted !== gone.length) return [];
      if (gone.length === 0) continue;
      const revision = told ?? state.revision;
      if (!gone.every((key) => canLeadOn(foresight, key, { revision, version: 0 }))) return [];
      keys = new Map([...keys].filter(([key]) => !gone.includes(key)));
      isWritten = true;
    }
  }
  if (isWritten && told !== undefined && told <= state.revision) return [];
  const revision = told ?? (isWritten ? state.revision + 1 : state.revision);
  return [new StoreState(revision, keys)];
}

function afterPut(
  keys: ReadonlyMap<string, KeyState>,
  { key, value }: { readonly key: string; readonly value: string },
  { create, mod }: { readonly create: number; readonly mod: number },
): ReadonlyMap<string, KeyState> {
  const old = keys.get(key);
  return new Map(keys).set(key, {
    value,
    create: old?.create ?? create,
    mod,
    version: (old?.version ?? 0) + 1,
  });
}

/**
 * What was shown of the key next, in the same life of it, must still be ahead: a version not reached yet, and no deletion
 * before it. `version` 0: the key is deleted.
 */
function canLeadOn(
  foresight: Foresight | undefined,
  key: string,
  { revision, version }: { readonly revision: number; readonly version: number },
): boolean {
  const next = foresight?.next(key, revision);
  if (next === undefined || next.create > revision) return true;
  return version > 0 && version < next.version;
}

/** What readers will be shown of a put is so at once, which is sooner known than when they read. */
function asShown(
  keys: ReadonlyMap<string, KeyState>,
  key: string,
  { create, version }: Pick<KeyState, 'create' | 'version'>,
): ReadonlyMap<string, KeyState> | undefined {
  const state = keys.get(key);
  if (state?.version !== version) return undefined;
  const known = state.create < 0 ? withRevision(keys, state.create, create) : keys;
  return known.get(key)?.create === create ? known : undefined;
}

/** What reading shows fits the state, and tells the revisions that were not known. */
function afterReading(
  keys: ReadonlyMap<string, KeyState>,
  range: KeyRange,
  shown: readonly StoreEntry[],
): ReadonlyMap<string, KeyState> | undefined {
  let known = keys;
  let found = 0;
  for (const [key] of keys) if (isInRange(range, key)) found += 1;
  if (found !== shown.length) return undefined;
  for (const entry of shown) {
    const state = known.get(entry.key);
    if (state?.value !== entry.value || state.version !== entry.version) return undefined;
    if (state.mod < 0) known = withRevision(known, state.mod, entry.mod);
    const { create = 0, mod } = known.get(entry.key) ?? {};
    if (create < 0) known = withRevision(known, create, entry.create);
    const now = known.get(entry.key);
    if (mod !== entry.mod || now?.create !== entry.create) return undefined;
  }
  return known;
}

function withRevision(
  keys: ReadonlyMap<string, KeyState>,
  placeholder: number,
  revision: number,
): ReadonlyMap<string, KeyState> {
  const known = (number: number): number => (number === placeholder ? revision : number);
  return new Map(
    [...keys].map(([key, state]) => [key, { ...state, create: known(state.create), mod: known(state.mod) }]),
  );
}

interface Branch {
  readonly holds: boolean;
  /** The state, with what the outcome of the compares says of revisions that were not known. */
  readonly after: StoreState;
}

function branches(compares: readonly StoreCompare[], state: StoreState): readonly Branch[] {
  let open: readonly StoreState[] = [state];
  const failed: Branch[] = [];
  for (const compare of compares) {
    const holding: StoreState[] = [];
    for (const candidate of open) {
      const outcome = compared(compare, candidate);
      if (outcome !== false) holding.push(outcome === true ? candidate : outcome);
      if (outcome !== true) failed.push({ holds: false, after: candidate });
    }
    open = holding;
  }
  return [...open.map((after) => ({ holds: true, after })), ...failed];
}

/** Where it is not known: the state in which it holds. */
function compared({ key, target, is }: StoreCompare, state: StoreState): boolean | StoreState {
  const found = state.keys.get(key);
  if (target === 'value') return found?.value === is;
  const number = found?.[target] ?? 0;
  if (number >= 0 || typeof is !== 'number') return number === is;
  if (is <= 0) return false;
  return new StoreState(state.revision, withRevision(state.keys, number, is));
}
