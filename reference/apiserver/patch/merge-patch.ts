import { isFields, setOwn, type Fields } from '../fields.ts';

/**
 * JSON merge patch (RFC 7386): objects merge key by key, null removes, anything else replaces. Neither argument is
 * changed; the outcome shares parts with both.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else setOwn(merged, name, applyMergePatch(Object.hasOwn(merged, name) ? merged[name] : undefined, value));
  }
  return merged;
}
