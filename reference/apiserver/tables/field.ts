import type { KubeObject } from '../resource-definition.ts';

/** A JSON object whose fields are not known beforehand. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value at a dotted path, undefined where any step is missing. */
export function valueAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonRecord)[step];
  }
  return value;
}

/** The text at a path; '' where there is none. */
export function textAt(object: unknown, path: string): string {
  const value = valueAt(object, path);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** The number at a path; 0 where there is none, as a Go zero value prints. */
export function numberAt(object: unknown, path: string): number {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : 0;
}

/** The list at a path; empty where there is none. */
export function listAt(object: unknown, path: string): readonly unknown[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The texts of a list at a path. */
export function textsAt(object: unknown, path: string): readonly string[] {
  return listAt(object, path).filter((item) => typeof item === 'string');
}

/** The map at a path; empty where there is none. */
export function recordAt(object: unknown, path: string): JsonRecord {
  const value = valueAt(object, path);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** Whether anything but null stands at the path. */
export function hasAt(object: unknown, path: string): boolean {
  const value = valueAt(object, path);
  return value !== undefined && value !== null;
}

/** `status` of the condition of this type, '' where it is absent. */
export function conditionStatus(object: KubeObject, type: string): string {
  const condition = listAt(object, 'status.conditions').find((item) => textAt(item, 'type') === type);
  return textAt(condition, 'status');
}
