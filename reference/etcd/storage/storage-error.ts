export type StorageErrorCode =
  | 'CORRUPT'
  /** Written by a program that keeps its data in another way. */
  | 'OTHER_VERSION'
  | 'OTHER_CLUSTER'
  | 'OTHER_MEMBER'
  /** The directory belongs to something else. */
  | 'FOREIGN';

/** A directory cannot be used as it is. Nothing in it has been changed. Match on `code`. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}

export const wayOut: string =
  'Nothing was skipped and nothing was changed. Put a backup of the whole directory in its place, or, if a majority of ' +
  'the other members is well, remove this member from the cluster, delete the directory and add it as a new member.';

export interface Damage {
  /** Of the disk. */
  readonly folder: string;
  readonly file: string;
  readonly offset?: number;
  readonly reason: string;
  readonly cause?: unknown;
}

export function corruption({ folder, file, offset, reason, cause }: Damage): StorageError {
  const place = offset === undefined ? '' : ` at offset ${offset}`;
  return new StorageError('CORRUPT', `${folder}/${file} is damaged${place}: ${reason}. ${wayOut}`, { cause });
}
