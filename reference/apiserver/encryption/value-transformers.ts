import { aesCbc, aesGcm, secretbox, type RandomBytes } from './ciphers.ts';
import type {
  EncryptionConfiguration,
  EncryptionKey,
  EncryptionProvider,
} from './encryption-configuration.ts';
import {
  encryptedPrefix,
  identityTransformer,
  prefixTransformers,
  type PrefixedTransformer,
  type ValueTransformer,
} from './value-transformer.ts';

/** The transformer for a resource. Without a configuration: values stay as they are. */
export type ValueTransformers = (of: {
  readonly group: string;
  readonly resource: string;
}) => ValueTransformer;

export const plainValues: ValueTransformers = () => identityTransformer;

/**
 * Transformers as the configuration says: the rules that name a resource count before those for its whole group, and these
 * before those for everything; what no rule names stays plain. Bytes are those of kube-apiserver, so that either reads
 * what the other wrote.
 */
export async function createValueTransformers(
  configuration: EncryptionConfiguration,
  random: RandomBytes,
): Promise<ValueTransformers> {
  const collected = new Map<string, PrefixedTransformer[]>();
  for (const { resources, providers } of configuration.rules) {
    const transformers = await Promise.all(providers.map((provider) => transformerOf(provider, random)));
    for (const resource of resources) {
      collected.set(normalized(resource), [...(collected.get(normalized(resource)) ?? []), ...transformers]);
    }
  }
  const byResource = new Map<string, ValueTransformer>();
  for (const [resource, transformers] of collected) {
    const [first, ...rest] = transformers;
    if (first !== undefined)
      byResource.set(resource, prefixTransformers([first, ...rest], 'no matching prefix found'));
  }
  return ({ group, resource }) =>
    byResource.get(`${resource}.${group}`) ??
    byResource.get(`*.${group}`) ??
    byResource.get('*.*') ??
    identityTransformer;
}

/** `secrets` is `secrets.`: the core group has no name. */
function normalized(resource: string): string {
  return resource.includes('.') ? resource : `${resource}.`;
}

async function transformerOf(
  provider: EncryptionProvider,
  random: RandomBytes,
): Promise<PrefixedTransformer> {
  if (provider.provider === 'identity') return { prefix: '', transformer: identityTransformer };
  const keyed = await Promise.all(
    provider.keys.map(async (key): Promise<PrefixedTransformer> => ({
      prefix: `${key.name}:`,
      transformer: await cipherOf(provider.provider, key, random),
    })),
  );
  const [first, ...rest] = keyed;
  if (first === undefined) throw new RangeError(`${provider.provider} has no keys`);
  return {
    prefix: `${encryptedPrefix}${provider.provider}:v1:`,
    transformer: prefixTransformers(
      [first, ...rest],
      `no key of ${provider.provider} has the name in the value`,
    ),
  };
}

async function cipherOf(
  name: 'aescbc' | 'aesgcm' | 'secretbox',
  { secret }: EncryptionKey,
  random: RandomBytes,
): Promise<ValueTransformer> {
  switch (name) {
    case 'aescbc':
      return aesCbc(secret, random);
    case 'aesgcm':
      return aesGcm(secret, random);
    case 'secretbox':
      return secretbox(secret, random);
  }
}
