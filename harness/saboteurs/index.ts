import { admissionSaboteurs } from './admission/index.ts';
import { apiSaboteurs } from './api/index.ts';
import { architectureSaboteurs } from './architecture/index.ts';
import { authSaboteurs } from './auth/index.ts';
import { clusterSaboteurs } from './cluster/index.ts';
import { lockingSaboteurs } from './locking/index.ts';
import { operationsSaboteurs } from './operations/index.ts';
import type { Saboteur } from './saboteur.ts';
import { storeSaboteurs } from './store/index.ts';
import { watchSaboteurs } from './watch/index.ts';

/** Every saboteur, in the order of the chapters. */
export const saboteurs: readonly Saboteur[] = [
  ...storeSaboteurs,
  ...clusterSaboteurs,
  ...apiSaboteurs,
  ...lockingSaboteurs,
  ...watchSaboteurs,
  ...authSaboteurs,
  ...admissionSaboteurs,
  ...operationsSaboteurs,
  ...architectureSaboteurs,
];
