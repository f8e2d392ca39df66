import { ensureObject, objectAt, objectIn, textAt, textsAt, valueAt } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import { parseQuantity } from '../validation/quantity.ts';
import { isAbout, notAdmitted, type AdmissionPlugin } from './admission-chain.ts';
import { storageClassOf } from './default-class.ts';

const protections: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
};

/** Volumes and claims get a finalizer, so that they outlast those who use them; a controller takes it away. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  operations: ['CREATE'],
  mutate: (request) => {
    const { definition, object, subresource } = request;
    if (object === undefined || subresource !== '' || definition.group !== '') return undefined;
    const finalizer = Object.hasOwn(protections, definition.plural)
      ? protections[definition.plural]
      : undefined;
    if (finalizer === undefined) return undefined;
    const metadata = ensureObject(object, 'metadata');
    const finalizers = textsAt(metadata, 'finalizers');
    if (!finalizers.includes(finalizer)) metadata['finalizers'] = [...finalizers, finalizer];
    return undefined;
  },
};

/** A claim grows only where it is bound and its storage class allows it. */
export function persistentVolumeClaimResize(classes: () => ObjectStore): AdmissionPlugin {
  const allowsGrowth = (name: string): boolean => {
    const store = classes();
    const found = store.cache.objects.get(store.keyOf('', name));
    return valueAt(found?.object, 'allowVolumeExpansion') === true;
  };
  return {
    name: 'PersistentVolumeClaimResize',
    operations: ['UPDATE'],
    validate: (request) => {
      const { object, oldObject } = request;
      if (!isAbout(request, '', 'persistentvolumeclaims') || object === undefined || oldObject === undefined)
        return undefined;
      if (sizeOf(object) <= sizeOf(oldObject)) return undefined;
      if (textAt(objectAt(oldObject, 'status'), 'phase') !== 'Bound')
        return notAdmitted(request, 'Only bound persistent volume claims can be expanded');
      const name = storageClassOf(object) ?? '';
      if (name !== '' && name === storageClassOf(oldObject) && allowsGrowth(name)) return undefined;
      const why =
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
      return notAdmitted(request, why);
    },
  };
}

function sizeOf(claim: Readonly<Record<string, unknown>>): bigint {
  return parseQuantity(objectIn(claim, 'spec', 'resources', 'requests')?.['storage']) ?? 0n;
}
