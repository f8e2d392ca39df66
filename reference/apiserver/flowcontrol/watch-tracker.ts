import type { ResourceRequest } from '../request-info.ts';

/** Counts the open watches of each collection and object, since a write costs more the more of them hear of it. */
export class WatchTracker {
  readonly #counts = new Map<string, number>();

  /** A watch is open; call the result when it is over. */
  opened(resource: ResourceRequest, fieldSelector: string): () => void {
    // A watch of one node's pods hears of few changes: as upstream, it is not counted.
    if (resource.resource === 'pods' && /(?:^|,)spec\.nodeName==?[^,]/.test(fieldSelector))
      return () => undefined;
    const key = keyOf(resource, resource.namespace, resource.name);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left === 0) this.#counts.delete(key);
      else this.#counts.set(key, left);
    };
  }

  /** How many watches hear of a write at this path. */
  interestedIn(resource: ResourceRequest): number {
    if (this.#counts.size === 0) return 0;
    const { namespace, name } = resource;
    let count = this.#counts.get(keyOf(resource, '', '')) ?? 0;
    if (namespace !== '') count += this.#counts.get(keyOf(resource, namespace, '')) ?? 0;
    if (name !== '') count += this.#counts.get(keyOf(resource, namespace, name)) ?? 0;
    return count;
  }
}

function keyOf({ group, resource }: ResourceRequest, namespace: string, name: string): string {
  return `${group}/${resource}/${namespace}/${name}`;
}
