import { clusterProperties } from './cluster/index.ts';
import { crudProperties } from './crud-model.ts';
import { evictionProperties } from './evictions.ts';
import { lockingProperties } from './locking-properties.ts';
import { orderlyEndProperties } from './orderly-end.ts';
import { pagingProperties } from './paging.ts';
import type { Property } from './property.ts';
import { quotaProperties } from './quota.ts';
import { refusedRequestProperties } from './refused-requests.ts';
import { selectorProperties } from './selectors.ts';
import { addressProperties } from './service-addresses.ts';
import { sizeProperties } from './size-limits.ts';
import { storeProperties } from './store.ts';
import { watchProperties } from './watch-properties.ts';

/** Every property, in the order of the chapters. */
export const properties: readonly Property[] = [
  ...storeProperties,
  ...clusterProperties,
  ...selectorProperties,
  ...pagingProperties,
  ...sizeProperties,
  ...crudProperties,
  ...addressProperties,
  ...evictionProperties,
  ...lockingProperties,
  ...watchProperties,
  ...quotaProperties,
  ...orderlyEndProperties,
  ...refusedRequestProperties,
];
