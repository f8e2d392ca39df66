import type { AnswerStream, StreamSink } from '../message.ts';
import type { StoredObject } from '../registry/stored-object.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import type { Selection } from '../selectors/selection.ts';
import type { CacheEvent, FrameForm } from './cache-event.ts';

/** Frames kept for a reader that has not begun to read; beyond, the watch is ended. */
const unreadFrames = 10_000;

export interface WatcherParts {
  readonly definition: ResourceDefinition;
  readonly selection: Selection;
  /** The keys that this watch is about: one key, or a prefix that ends in a slash. */
  readonly scope: string;
  readonly form: FrameForm;
  readonly bookmarks: boolean;
  /** Changes up to this revision are known to the reader already. */
  readonly afterRevision: number;
  /** Called once, however the watch ends. */
  readonly onEnd: (watcher: Watcher) => void;
}

/**
 * One watch. Frames are handed over in the order of the changes; a reader that falls behind is ended, never skipped.
 */
export class Watcher implements AnswerStream {
  readonly parts: WatcherParts;
  readonly matches: (stored: StoredObject) => boolean;
  #sink: StreamSink | undefined;
  #waiting: Uint8Array[] = [];
  #ended = false;

  constructor(parts: WatcherParts) {
    this.parts = parts;
    const { selection, definition, scope } = parts;
    const inScope = scope.endsWith('/')
      ? (key: string) => key.startsWith(scope)
      : (key: string) => key === scope;
    this.matches = selection.everything
      ? (stored) => inScope(stored.key)
      : (stored) => inScope(stored.key) && selection.matches(stored.view(definition).object);
  }

  get ended(): boolean {
    return this.#ended;
  }

  offer(event: CacheEvent): void {
    if (this.#ended || event.revision <= this.parts.afterRevision) return;
    const type = event.typeFor(this.matches);
    if (type !== undefined) this.frame(event.frame(type, this.parts.form));
  }

  frame(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (this.#sink === undefined) {
      this.#waiting.push(bytes);
      if (this.#waiting.length > unreadFrames) this.end();
    } else if (!this.#sink.frame(bytes)) this.end();
  }

  start(sink: StreamSink): void {
    this.#sink = sink;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) {
      if (!sink.frame(bytes)) {
        this.#ended ||= this.#finish();
        sink.end();
        return;
      }
    }
    if (this.#ended) sink.end();
  }

  cancel(): void {
    this.#ended ||= this.#finish();
  }

  /** Ends the stream from the server's side, after what was already handed over. */
  end(): void {
    if (this.#ended) return;
    this.#ended = this.#finish();
    this.#sink?.end();
  }

  #finish(): true {
    this.parts.onEnd(this);
    return true;
  }
}
