import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiServerOptions } from '../apiserver/api-server.ts';
import { parseEncryptionConfiguration } from '../apiserver/encryption/encryption-configuration.ts';
import { createValueTransformers } from '../apiserver/encryption/value-transformers.ts';
import { StartError } from './start-error.ts';

/** What an API server is told of encryption by the file named. Rejects with a `StartError` where it cannot be used. */
export async function readEncryption(
  file: string | undefined,
): Promise<Pick<ApiServerOptions, 'valueTransformers'>> {
  if (file === undefined) return {};
  try {
    const configuration = parseEncryptionConfiguration(readFileSync(file, 'utf8'));
    return { valueTransformers: await createValueTransformers(configuration, randomBytes) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`--encryption-provider-config ${file} cannot be used: ${reason}`, { cause: error });
  }
}
