import type { Saboteur } from '../saboteur.ts';
import { approvalSaboteurs } from './approval-saboteurs.ts';
import { addressSaboteurs } from './address-saboteurs.ts';
import { defaultSaboteurs } from './default-saboteurs.ts';
import { deletionSaboteurs } from './deletion-saboteurs.ts';
import { discoverySaboteurs } from './discovery-saboteurs.ts';
import { dryRunSaboteurs } from './dry-run-saboteurs.ts';
import { encryptionSaboteurs } from './encryption-saboteurs.ts';
import { evictionSaboteurs } from './eviction-saboteurs.ts';
import { groupSaboteurs } from './group-saboteurs.ts';
import { nameSaboteurs } from './name-saboteurs.ts';
import { objectSaboteurs } from './object-saboteurs.ts';
import { otherServerSaboteurs } from './other-server-saboteurs.ts';
import { plainPortSaboteurs } from './plain-port-saboteurs.ts';
import { pagingSaboteurs } from './paging-saboteurs.ts';
import { patchSaboteurs } from './patch-saboteurs.ts';
import { podSaboteurs } from './pod-saboteurs.ts';
import { refusalSaboteurs } from './refusal-saboteurs.ts';
import { securePortSaboteurs } from './secure-port-saboteurs.ts';
import { selectorSaboteurs } from './selector-saboteurs.ts';
import { sizeSaboteurs } from './size-saboteurs.ts';
import { subresourceSaboteurs } from './subresource-saboteurs.ts';
import { serviceSaboteurs } from './service-saboteurs.ts';
import { validationSaboteurs } from './validation-saboteurs.ts';

/** The saboteurs of the API chapter, in its order. */
export const apiSaboteurs: readonly Saboteur[] = [
  ...objectSaboteurs,
  ...refusalSaboteurs,
  ...discoverySaboteurs,
  ...otherServerSaboteurs,
  ...nameSaboteurs,
  ...selectorSaboteurs,
  ...plainPortSaboteurs,
  ...securePortSaboteurs,
  ...pagingSaboteurs,
  ...patchSaboteurs,
  ...subresourceSaboteurs,
  ...evictionSaboteurs,
  ...deletionSaboteurs,
  ...validationSaboteurs,
  ...podSaboteurs,
  ...defaultSaboteurs,
  ...groupSaboteurs,
  ...approvalSaboteurs,
  ...addressSaboteurs,
  ...serviceSaboteurs,
  ...dryRunSaboteurs,
  ...sizeSaboteurs,
  ...encryptionSaboteurs,
];
