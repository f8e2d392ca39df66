import type { Saboteur } from '../saboteur.ts';
import { auditWebhookSaboteurs } from './audit-webhook-saboteurs.ts';
import { auditSaboteurs } from './audit-saboteurs.ts';
import { fairnessSaboteurs } from './fairness-saboteurs.ts';
import { endSaboteurs } from './end-saboteurs.ts';
import { hostileSaboteurs } from './hostile-saboteurs.ts';
import { startSaboteurs } from './process-saboteurs.ts';
import { proxySaboteurs } from './proxy-saboteurs.ts';
import { serverSaboteurs } from './server-saboteurs.ts';

/** Breaches of what operators rely on, and of what holds against input that means harm. */
export const operationsSaboteurs: readonly Saboteur[] = [
  ...proxySaboteurs,
  ...auditSaboteurs,
  ...serverSaboteurs,
  ...fairnessSaboteurs,
  ...hostileSaboteurs,
  ...startSaboteurs,
  ...endSaboteurs,
  ...auditWebhookSaboteurs,
];
