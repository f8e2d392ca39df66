import type { Saboteur } from '../saboteur.ts';
import { clusterLeaseSaboteurs } from './lease-saboteurs.ts';
import { readSaboteurs } from './read-saboteurs.ts';
import { clusterWatchSaboteurs } from './watch-saboteurs.ts';
import { writeSaboteurs } from './write-saboteurs.ts';

/** Saboteurs that need a cluster of members, and mostly its faults, to show. */
export const clusterSaboteurs: readonly Saboteur[] = [
  ...readSaboteurs,
  ...writeSaboteurs,
  ...clusterWatchSaboteurs,
  ...clusterLeaseSaboteurs,
];
