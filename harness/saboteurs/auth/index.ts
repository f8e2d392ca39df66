import type { Saboteur } from '../saboteur.ts';
import { escalationSaboteurs } from './escalation-saboteurs.ts';
import { reviewSaboteurs } from './review-saboteurs.ts';
import { rightsSaboteurs } from './rights-saboteurs.ts';

/** Breaches of who may do what. */
export const authSaboteurs: readonly Saboteur[] = [
  ...rightsSaboteurs,
  ...escalationSaboteurs,
  ...reviewSaboteurs,
];
