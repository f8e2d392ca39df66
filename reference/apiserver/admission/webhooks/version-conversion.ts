import type { KubeObject, ResourceDefinition } from '../../resource-definition.ts';
import { apiVersionOf } from '../../registry/stored-object.ts';

/** The object as another version of its resource shows it; as it is where it is of the version already. */
export function convertObject(
  object: KubeObject,
  from: ResourceDefinition,
  to: ResourceDefinition,
): KubeObject {
  if (from === to || object.kind !== from.kind) return object;
  const stored = from.conversion?.toStorage(object) ?? object;
  const shown = to.conversion?.fromStorage(stored) ?? stored;
  return { ...shown, kind: to.kind, apiVersion: apiVersionOf(to) };
}
