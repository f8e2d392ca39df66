import type { Saboteur } from '../saboteur.ts';
import { quorumSaboteurs } from './quorum-saboteurs.ts';
import { partitionSaboteurs } from './partition-saboteurs.ts';
import { memberSaboteurs } from './member-saboteurs.ts';
import { durabilitySaboteurs } from './durability-saboteurs.ts';
import { historySaboteurs } from './history-saboteurs.ts';
import { leaseSaboteurs } from './lease-saboteurs.ts';
import { rangeSaboteurs } from './range-saboteurs.ts';
import { revisionSaboteurs } from './revision-saboteurs.ts';
import { transactionSaboteurs } from './transaction-saboteurs.ts';
import { watchSaboteurs } from './watch-saboteurs.ts';

/** The saboteurs of the store, in the order of its chapter. */
export const storeSaboteurs: readonly Saboteur[] = [
  ...rangeSaboteurs,
  ...revisionSaboteurs,
  ...transactionSaboteurs,
  ...historySaboteurs,
  ...watchSaboteurs,
  ...leaseSaboteurs,
  ...quorumSaboteurs,
  ...partitionSaboteurs,
  ...memberSaboteurs,
  ...durabilitySaboteurs,
];
