import type { Saboteur } from '../saboteur.ts';
import { aggregationSaboteurs } from './aggregation-saboteurs.ts';
import { certificateSaboteurs } from './certificate-saboteurs.ts';
import { credentialSaboteurs } from './credential-saboteurs.ts';
import { escalationSaboteurs } from './escalation-saboteurs.ts';
import { impersonationSaboteurs } from './impersonation-saboteurs.ts';
import { modeSaboteurs, policySaboteurs } from './mode-saboteurs.ts';
import { nodeRestrictionSaboteurs, nodeSaboteurs } from './node-saboteurs.ts';
import { reviewSaboteurs } from './review-saboteurs.ts';
import { rightsSaboteurs } from './rights-saboteurs.ts';
import { tokenSaboteurs } from './token-saboteurs.ts';
import { webhookAuthorizerSaboteurs } from './webhook-saboteurs.ts';

/** Breaches of who may do what. */
export const authSaboteurs: readonly Saboteur[] = [
  ...rightsSaboteurs,
  ...escalationSaboteurs,
  ...reviewSaboteurs,
  ...modeSaboteurs,
  ...policySaboteurs,
  ...webhookAuthorizerSaboteurs,
  ...nodeSaboteurs,
  ...nodeRestrictionSaboteurs,
  ...impersonationSaboteurs,
  ...aggregationSaboteurs,
  ...credentialSaboteurs,
  ...certificateSaboteurs,
  ...tokenSaboteurs,
];
