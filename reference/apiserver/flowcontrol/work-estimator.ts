import { attributesOf } from '../authorization/request-attributes.ts';
import type { Identity } from '../message.ts';
import type { Registry } from '../registry/registry.ts';
import type { RequestPath, ResourceRequest } from '../request-info.ts';
import type { WorkEstimate } from './queue-set.ts';
import type { WatchTracker } from './watch-tracker.ts';

const objectsPerSeat = 100;
const watchesPerSeat = 10;
/** For how long a seat is busy with telling as many watches as make a seat. */
const tellingMs = 5;
/** No request takes more seats, whatever the level. */
const mostSeats = 10;

const oneSeat: WorkEstimate = { initialSeats: 1, finalSeats: 0, lingerMs: 0 };
const writingVerbs: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);
const nobody: Identity = { user: '', groups: [] };

/** Guesses before a request is served how many seats it takes, and for how long after it is answered. */
export class WorkEstimator {
  readonly #registry: Registry;
  readonly #watches: WatchTracker;

  constructor(registry: Registry, watches: WatchTracker) {
    this.#registry = registry;
    this.#watches = watches;
  }

  /** `maxSeats`: of the priority level; 0: it has no own. */
  estimate(verb: string, path: RequestPath, maxSeats: number): WorkEstimate {
    const { resource } = path;
    if (resource === undefined) return oneSeat;
    const most = maxSeats === 0 ? mostSeats : Math.min(maxSeats, mostSeats);
    if (verb === 'list') return this.#listing(path, resource, most);
    if (verb === 'watch') {
      const withState = path.query.get('sendInitialEvents') === 'true';
      return withState ? this.#listing(path, resource, most) : oneSeat;
    }
    return writingVerbs.has(verb) ? this.#writing(resource, most) : oneSeat;
  }

  #listing(path: RequestPath, resource: ResourceRequest, most: number): WorkEstimate {
    const { group, version, resource: plural } = resource;
    const stored = this.#registry.find(group, version, plural)?.store.cache.objects.size ?? 0;
    if (stored <= objectsPerSeat / 2 || isOneName(path)) return oneSeat;
    const processed = this.#processed(path, stored);
    const seats = Math.min(most, Math.max(1, Math.ceil(processed / objectsPerSeat)));
    return seats === 1 ? oneSeat : { initialSeats: seats, finalSeats: 0, lingerMs: 0 };
  }

  /** From memory everything is gone through once; from the store what is read, and what is selected of it again. */
  #processed({ query }: RequestPath, stored: number): number {
    if (!isReadFromStore(query)) return stored;
    const asked = Number(query.get('limit') ?? 0);
    const limit = asked > 0 && asked < stored ? asked : stored;
    const selects = query.get('fieldSelector') || query.get('labelSelector');
    return selects ? stored + limit : 2 * limit;
  }

  #writing(resource: ResourceRequest, most: number): WorkEstimate {
    if (resource.resource === 'serviceaccounts' && resource.subresource === 'token') return oneSeat;
    const watches = this.#watches.interestedIn(resource);
    if (watches < watchesPerSeat) return oneSeat;
    const wanted = Math.ceil(watches / watchesPerSeat);
    const finalSeats = Math.min(wanted, most);
    // As much work on fewer seats takes longer.
    return { initialSeats: 1, finalSeats, lingerMs: (wanted * tellingMs) / finalSeats };
  }
}

/** Collections of which one name is read are read as that object. */
function isOneName(path: RequestPath): boolean {
  if (path.resource?.name !== '') return true;
  if (!path.query.has('fieldSelector')) return false;
  return attributesOf(nobody, 'GET', path).resource?.name !== '';
}

function isReadFromStore(query: URLSearchParams): boolean {
  if (query.get('continue')) return true;
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  if (match !== '') return match !== 'NotOlderThan';
  return Number(query.get('limit') ?? 0) > 0 && version !== '' && version !== '0';
}
