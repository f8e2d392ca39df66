import type { Saboteur } from '../saboteur.ts';
import { lockingAnswerSaboteurs } from './answer-saboteurs.ts';
import { lockingRequestSaboteurs } from './request-saboteurs.ts';

/** Breaches of optimistic locking. */
export const lockingSaboteurs: readonly Saboteur[] = [...lockingRequestSaboteurs, ...lockingAnswerSaboteurs];
