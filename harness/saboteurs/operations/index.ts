import type { Saboteur } from '../saboteur.ts';
import { auditSaboteurs } from './audit-saboteurs.ts';
import { hostileSaboteurs } from './hostile-saboteurs.ts';
import { proxySaboteurs } from './proxy-saboteurs.ts';
import { serverSaboteurs } from './server-saboteurs.ts';

/** Breaches of what operators rely on, and of what holds against input that means harm. */
export const operationsSaboteurs: readonly Saboteur[] = [
  ...proxySaboteurs,
  ...auditSaboteurs,
  ...serverSaboteurs,
  ...hostileSaboteurs,
];
