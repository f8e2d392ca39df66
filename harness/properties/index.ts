import { crudProperties } from './crud-model.ts';
import { lockingProperties } from './locking-properties.ts';
import type { Property } from './property.ts';
import { watchProperties } from './watch-properties.ts';

/** Every property, in the order of the chapters. */
export const properties: readonly Property[] = [...crudProperties, ...lockingProperties, ...watchProperties];
