import type { Property } from './property.ts';

/** Every property, in the order of the chapters. */
export const properties: readonly Property[] = [];
