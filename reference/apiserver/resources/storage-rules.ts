import { defaultCsiDriver, defaultStorageClass } from '../defaults/group-defaults.ts';
import { ensureObject, equalJson } from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import * as storage from '../validation/storage-validation.ts';
import { both, conditionalOnly, type KindRules, keepMetadata } from './kind-rule.ts';

/** Drivers are counted from their first change. */
function countDriver(driver: Draft, before: KubeObject): void {
  if (equalJson(driver['spec'], before['spec'])) return;
  ensureObject(driver, 'metadata')['generation'] = (before.metadata?.generation ?? 0) + 1;
}

export const storageRules: KindRules = {
  CSIDriver: {
    ...conditionalOnly,
    applyDefaults: defaultCsiDriver,
    prepareForUpdate: countDriver,
    validate: storage.validateCsiDriver,
    validateUpdate: storage.validateCsiDriverUpdate,
  },
  CSINode: {
    ...conditionalOnly,
    validate: storage.validateCsiNode,
    validateUpdate: both(storage.validateCsiNode, storage.validateCsiNodeUpdate),
  },
  CSIStorageCapacity: {
    ...conditionalOnly,
    validate: storage.validateCsiStorageCapacity,
    validateUpdate: storage.validateCsiStorageCapacityUpdate,
  },
  StorageClass: {
    applyDefaults: defaultStorageClass,
    validate: storage.validateStorageClass,
    validateUpdate: storage.validateStorageClassUpdate,
  },
  VolumeAttachment: {
    ...conditionalOnly,
    prepareForStatusUpdate: keepMetadata,
    validate: storage.validateVolumeAttachment,
    validateUpdate: storage.validateVolumeAttachmentUpdate,
    validateStatusUpdate: storage.validateVolumeAttachmentUpdate,
  },
};
