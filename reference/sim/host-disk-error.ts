import type { DiskErrorCode } from './disk.ts';
import { DiskError } from './disk.ts';

const codes: Readonly<Record<string, DiskErrorCode>> = {
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  ENOENT: 'MISSING',
  EEXIST: 'EXISTS',
  EACCES: 'FORBIDDEN',
  EPERM: 'FORBIDDEN',
  EROFS: 'FORBIDDEN',
};

/** What the host's error comes to, in words that name the file. */
export function diskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? codes[String(error.code)] : undefined;
  return new DiskError(code ?? 'FAILED', `${path}: ${message}`, { cause: error });
}
