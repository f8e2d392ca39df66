import type { ValueTransformer } from '../encryption/value-transformer.ts';
import { lastingUtf8 } from './store-key.ts';
import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { deepFreeze, isFields, setOwn, without, type Fields } from '../fields.ts';

const decoder = new TextDecoder();
const metadataStart = '"metadata":{';

/**
 * One object at one revision, frozen, with its encodings: the JSON text is made once and shared by every answer, list
 * and watch frame that carries this revision. In the store the object has no resourceVersion; here it has.
 */
export class StoredObject {
  /** Under the store's root: `/registry/pods/default/web`. */
  readonly key: string;
  readonly revision: number;
  /** In the version in which it is stored. */
  readonly object: KubeObject;
  /** The JSON text from `"metadata":` to the closing brace, resourceVersion included. */
  readonly tail: string;
  /** It is stored in another form than it would be written in now: under an old key, or plain. */
  readonly stale: boolean;
  #views: Map<ResourceDefinition, ObjectView> | undefined;

  constructor(parts: { key: string; revision: number; object: KubeObject; tail: string; stale?: boolean }) {
    this.key = parts.key;
    this.revision = parts.revision;
    this.object = parts.object;
    this.tail = parts.tail;
    this.stale = parts.stale ?? false;
  }

  /** The object as the given resource shows it. */
  view(definition: ResourceDefinition): ObjectView {
    const conversion = definition.conversion;
    if (conversion === undefined) return this;
    const known = this.#views?.get(definition);
    if (known !== undefined) return known;
    const object = deepFreeze(conversion.fromStorage(this.object));
    const made: ObjectView = { object, tail: tailOf(object) };
    this.#views ??= new Map();
    this.#views.set(definition, made);
    return made;
  }
}

export interface ObjectView {
  readonly object: KubeObject;
  readonly tail: string;
}

/** `{"kind":…,"apiVersion":…,`: what precedes the tail in a complete object. */
export function headOf(definition: {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
}): string {
  return `{"kind":"${definition.kind}","apiVersion":"${apiVersionOf(definition)}",`;
}

export function apiVersionOf(of: { readonly group: string; readonly version: string }): string {
  return of.group === '' ? of.version : `${of.group}/${of.version}`;
}

/** The JSON text of an object after its kind and apiVersion. */
export function tailOf(object: KubeObject): string {
  return JSON.stringify(metadataFirst(object)).slice(1);
}

/** A copy without kind and apiVersion, the metadata in front. */
function metadataFirst(object: Readonly<Fields>): Fields {
  const ordered: Fields = { metadata: object['metadata'] ?? {} };
  for (const name in object) {
    if (name !== 'metadata' && name !== 'kind' && name !== 'apiVersion') setOwn(ordered, name, object[name]);
  }
  return ordered;
}

/** An object on its way into the store. `draft` belongs to this write from here on. */
export class PendingWrite {
  readonly key: string;
  /** As they go into the store, encrypted where the resource is. */
  readonly bytes: Uint8Array;
  readonly #draft: Fields;
  /** The text after `{"kind":…,"apiVersion":…,"metadata":{`. */
  readonly #rest: string;
  #stored: StoredObject | undefined;

  constructor(
    key: string,
    draft: Fields,
    storage: { readonly head: string; readonly transformer: ValueTransformer },
  ) {
    this.key = key;
    this.#draft = draft;
    const { text, rest } = storeText(draft, storage.head);
    this.#rest = rest;
    this.bytes = storage.transformer.toStorage(lastingUtf8(text), key);
  }

  /** The stored form; the first call settles the revision. */
  toStored(revision: number): StoredObject {
    if (this.#stored?.revision === revision) return this.#stored;
    (this.#draft['metadata'] as Fields)['resourceVersion'] = String(revision);
    const object = deepFreeze(this.#draft) as KubeObject;
    this.#stored = new StoredObject({
      key: this.key,
      revision,
      object,
      tail: tailFrom(revision, this.#rest),
    });
    return this.#stored;
  }
}

function tailFrom(revision: number, rest: string): string {
  return `${metadataStart}"resourceVersion":"${revision}"${rest.startsWith('}') ? '' : ','}${rest}`;
}

/** The text that goes into the store: kind, apiVersion and metadata first, no resourceVersion. */
function storeText(draft: Fields, head: string): { text: string; rest: string } {
  const metadata = draft['metadata'];
  if (isFields(metadata) && metadata['resourceVersion'] !== undefined) {
    draft['metadata'] = without(metadata, ['resourceVersion']);
  }
  const rest = JSON.stringify(metadataFirst(draft)).slice(metadataStart.length + 1);
  return { text: `${head}${metadataStart}${rest}`, rest };
}

/** The value at `key` cannot be decrypted. */
export class UnreadableValue {
  readonly key: string;
  readonly message: string;

  constructor(key: string, problem: string) {
    this.key = key;
    this.message = `unable to transform key ${JSON.stringify(key)}: ${problem}`;
  }
}

/** What lies in the store at a key. */
export interface StoredValue {
  readonly key: string;
  readonly revision: number;
  readonly bytes: Uint8Array;
}

/** How the values of one resource lie in the store. */
export interface StorageForm {
  readonly transformer: ValueTransformer;
  /** Fills in what whoever wrote it left out: an older server, which knew fewer fields, or no server at all. */
  readonly complete?: ((draft: Fields) => void) | undefined;
}

/** Reads a value of the store. Answers undefined where it is not an object of the API. */
export function decodeStored(
  { key, revision, bytes }: StoredValue,
  { transformer, complete }: StorageForm,
): StoredObject | UnreadableValue | undefined {
  const revealed = transformer.fromStorage(bytes, key);
  if ('problem' in revealed) return new UnreadableValue(key, revealed.problem);
  const text = decoder.decode(revealed.plain);
  const parsed = parseObject(text);
  if (parsed === undefined) return undefined;
  const metadata = parsed['metadata'];
  if (!isFields(metadata)) return undefined;
  const head = `{"kind":${JSON.stringify(parsed['kind'])},"apiVersion":${JSON.stringify(parsed['apiVersion'])},`;
  const start = head + metadataStart;
  const canonical = metadata['resourceVersion'] === undefined && text.startsWith(start);
  complete?.(parsed);
  const { rest } = storeText(parsed, head);
  const stale = revealed.stale || (canonical && text.slice(start.length).trimEnd() !== rest);
  (parsed['metadata'] as Fields)['resourceVersion'] = String(revision);
  const object = deepFreeze(parsed) as KubeObject;
  return new StoredObject({ key, revision, object, tail: tailFrom(revision, rest), stale });
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The last state of an object that was deleted at `revision`. */
export function atRevision(stored: StoredObject, revision: number): StoredObject {
  const metadata = { ...stored.object.metadata, resourceVersion: String(revision) };
  const object = deepFreeze({ ...stored.object, metadata });
  return new StoredObject({ key: stored.key, revision, object, tail: tailOf(object) });
}
