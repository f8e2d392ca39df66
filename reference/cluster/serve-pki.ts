import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createServingAuthority,
  type Credential,
  type ServingAuthority,
} from '../apiserver/http/certificates.ts';
import { newTokenKeys, parseTokenKeys, type TokenKeys } from '../apiserver/authentication/token-keys.ts';
import { StartError } from './start-error.ts';

/**
 * The authority kept in `folder` as `ca.crt` and `ca.key`, made there at the first start, so that kubeconfigs stay good through a
 * restart. Only the owner can read the key. Rejects with a `StartError` where that cannot be.
 */
export async function openAuthority(folder: string, nowMs: number): Promise<ServingAuthority> {
  const files = { certificate: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  const kept = readAuthority(files);
  try {
    const authority = await createServingAuthority(nowMs, kept);
    if (kept === undefined) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(files.key, authority.root.key, { mode: 0o600, flag: 'wx' });
      writeFileSync(files.certificate, authority.root.certificate, { mode: 0o644, flag: 'wx' });
    }
    return authority;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy =
      kept === undefined
        ? ''
        : `; remove ${files.certificate} and ${files.key} to begin with a new authority`;
    throw new StartError(`the authority in ${folder} cannot be used: ${reason}${remedy}`, { cause: error });
  }
}

function readAuthority(files: Credential): Credential | undefined {
  const [hasCertificate, hasKey] = [existsSync(files.certificate), existsSync(files.key)];
  if (!hasCertificate && !hasKey) return undefined;
  if (hasCertificate && hasKey) {
    return {
      certificate: readFileSync(files.certificate, 'utf8'),
      key: readFileSync(files.key, 'utf8'),
    };
  }
  const [there, missing] = hasCertificate ? [files.certificate, files.key] : [files.key, files.certificate];
  throw new StartError(`${there} is there and ${missing} is missing: put it back, or remove both`);
}

/**
 * The keys of service-account tokens kept in `folder` as `sa.key` and `sa.pub`, made there at the first start. Throws a `StartError`
 * where they cannot be read or written.
 */
export function openTokenKeys(folder: string): TokenKeys {
  const files = { key: join(folder, 'sa.key'), publicKey: join(folder, 'sa.pub') };
  try {
    if (existsSync(files.key)) {
      const kept = existsSync(files.publicKey) ? readFileSync(files.publicKey, 'utf8') : undefined;
      return parseTokenKeys(readFileSync(files.key, 'utf8'), kept);
    }
    const made = newTokenKeys();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(files.key, made.signing.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      ...{ mode: 0o600, flag: 'wx' },
    });
    writeFileSync(files.publicKey, made.signing.publicKey.export({ type: 'spki', format: 'pem' }));
    return made;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `the keys of tokens in ${folder} cannot be used: ${reason}; remove ${files.key} and ${files.publicKey} to begin with new ones`,
      { cause: error },
    );
  }
}
