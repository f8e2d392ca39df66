import type { Saboteur } from '../saboteur.ts';
import { costSaboteurs } from './cost-saboteurs.ts';
import { expressionSaboteurs } from './expression-saboteurs.ts';
import { imageSaboteurs } from './image-saboteurs.ts';
import { accountSaboteurs } from './account-saboteurs.ts';
import { beginningSaboteurs } from './beginning-saboteurs.ts';
import { limitSaboteurs } from './limit-saboteurs.ts';
import { quotaRaceSaboteurs } from './quota-race-saboteurs.ts';
import { quotaSaboteurs } from './quota-saboteurs.ts';
import { orderSaboteurs } from './order-saboteurs.ts';
import { pluginSaboteurs } from './plugin-saboteurs.ts';
import { policySaboteurs } from './policy-saboteurs.ts';
import { trustBundleSaboteurs } from './trust-bundle-saboteurs.ts';
import { webhookSaboteurs } from './webhook-saboteurs.ts';

/** Breaches of what is admitted. */
export const admissionSaboteurs: readonly Saboteur[] = [
  ...orderSaboteurs,
  ...pluginSaboteurs,
  ...accountSaboteurs,
  ...beginningSaboteurs,
  ...quotaSaboteurs,
  ...quotaRaceSaboteurs,
  ...limitSaboteurs,
  ...webhookSaboteurs,
  ...policySaboteurs,
  ...expressionSaboteurs,
  ...costSaboteurs,
  ...imageSaboteurs,
  ...trustBundleSaboteurs,
];
