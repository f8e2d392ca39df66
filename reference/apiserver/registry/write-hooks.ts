import type { Draft, KubeObject } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';

/** Something taken for a write that is not in the store yet, such as a cluster IP. */
export interface Reservation {
  /** The write failed, or was a dry run: gives everything back. */
  release(): Promise<void>;
}

/** What a resource needs beside its own key. Calls come after defaulting and mutating admission, before validation. */
export interface WriteHooks {
  /** May fill in the draft. */
  reserveForCreate(draft: Draft, dryRun: boolean): Promise<Reservation | Refusal>;
  reserveForUpdate(draft: Draft, before: KubeObject, dryRun: boolean): Promise<Reservation | Refusal>;
  /** The update is stored: what the new state no longer holds is given back. */
  afterUpdate(before: KubeObject, after: KubeObject): Promise<void>;
  afterDelete(object: KubeObject): Promise<void>;
}
