import { utf8 } from '../registry/store-key.ts';
import { atRevision, type StoredObject } from '../registry/stored-object.ts';

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** How one kind of reader sees events: in which version, as whole objects, metadata or rows. */
export interface FrameForm {
  /** Readers whose forms have the same key share their frames; undefined: this reader's frames are its own. */
  readonly key: string | undefined;
  /** The whole frame, line break included. */
  encode(type: WatchEventType, stored: StoredObject): string;
}

/** One change of one object, with the frames that were made of it so far. */
export class CacheEvent {
  readonly revision: number;
  /** The state after the change; absent for a deletion. */
  readonly current: StoredObject | undefined;
  /** The state before the change; absent for a creation. */
  readonly previous: StoredObject | undefined;
  #departed: StoredObject | undefined;
  /** Frames for the readers of the moment; who comes later gets new ones, so that the history stays small. */
  #frames: Map<string, Uint8Array> | undefined;

  constructor(revision: number, current: StoredObject | undefined, previous: StoredObject | undefined) {
    this.revision = revision;
    this.current = current;
    this.previous = previous;
  }

  /** What the reader whose selection is `matches` is told of this change; undefined: nothing. */
  typeFor(matches: (stored: StoredObject) => boolean): WatchEventType | undefined {
    const before = this.previous !== undefined && matches(this.previous);
    const after = this.current !== undefined && matches(this.current);
    if (after) return before ? 'MODIFIED' : 'ADDED';
    return before ? 'DELETED' : undefined;
  }

  frame(type: WatchEventType, form: FrameForm): Uint8Array {
    if (form.key === undefined) return this.#encode(type, form);
    const key = `${type} ${form.key}`;
    const known = this.#frames?.get(key);
    if (known !== undefined) return known;
    const made = this.#encode(type, form);
    this.#frames ??= new Map();
    this.#frames.set(key, made);
    return made;
  }

  forgetFrames(): void {
    this.#frames = undefined;
  }

  #encode(type: WatchEventType, form: FrameForm): Uint8Array {
    const stored = type === 'DELETED' ? this.#lastState() : this.current;
    return stored === undefined ? new Uint8Array() : utf8(form.encode(type, stored));
  }

  /** What was there before, under the revision of its going. */
  #lastState(): StoredObject | undefined {
    if (this.previous === undefined) return undefined;
    this.#departed ??= atRevision(this.previous, this.revision);
    return this.#departed;
  }
}
