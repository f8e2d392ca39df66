import type { ResourceDefinition } from '../resource-definition.ts';
import { coreResources } from './core-resources.ts';
import { groupResources } from './group-resources.ts';

/** Every resource that is built in. */
export const builtInResources: readonly ResourceDefinition[] = [...coreResources, ...groupResources];
