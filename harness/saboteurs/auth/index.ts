import type { Saboteur } from '../saboteur.ts';
import { authorizerFileSaboteurs } from './authorizer-file-saboteurs.ts';
import { aggregationSaboteurs } from './aggregation-saboteurs.ts';
import { certificateSaboteurs } from './certificate-saboteurs.ts';
import { credentialSaboteurs } from './credential-saboteurs.ts';
import { escalationSaboteurs } from './escalation-saboteurs.ts';
import { impersonationSaboteurs } from './impersonation-saboteurs.ts';
import { issuerFileSaboteurs } from './issuer-file-saboteurs.ts';
import { issuerSaboteurs } from './issuer-saboteurs.ts';
import { modeSaboteurs, policySaboteurs } from './mode-saboteurs.ts';
import { nodeRestrictionSaboteurs, nodeSaboteurs } from './node-saboteurs.ts';
import { reviewSaboteurs } from './review-saboteurs.ts';
import { rightsSaboteurs } from './rights-saboteurs.ts';
import { bootstrapTokenSaboteurs } from './bootstrap-token-saboteurs.ts';
import { tokenSaboteurs } from './token-saboteurs.ts';
import { webhookAuthorizerSaboteurs } from './webhook-saboteurs.ts';

/** Breaches of who may do what. */
export const authSaboteurs: readonly Saboteur[] = [
  ...rightsSaboteurs,
  ...escalationSaboteurs,
  ...reviewSaboteurs,
  ...modeSaboteurs,
  ...policySaboteurs,
  ...authorizerFileSaboteurs,
  ...webhookAuthorizerSaboteurs,
  ...nodeSaboteurs,
  ...nodeRestrictionSaboteurs,
  ...impersonationSaboteurs,
  ...aggregationSaboteurs,
  ...credentialSaboteurs,
  ...certificateSaboteurs,
  ...bootstrapTokenSaboteurs,
  ...tokenSaboteurs,
  ...issuerSaboteurs,
  ...issuerFileSaboteurs,
];
