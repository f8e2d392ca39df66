import type { Property } from '../property.ts';
import { counterProperties } from './counter-properties.ts';
import { leaseProperties } from './lease-properties.ts';
import { linearizabilityProperties } from './linearizability-properties.ts';
import { watchGuaranteeProperties } from './watch-guarantee-properties.ts';

/** The properties of a cluster of members under faults. */
export const clusterProperties: readonly Property[] = [
  ...linearizabilityProperties,
  ...watchGuaranteeProperties,
  ...counterProperties,
  ...leaseProperties,
];
