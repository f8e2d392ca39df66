import type { Saboteur } from '../saboteur.ts';
import { watchEventSaboteurs } from './event-saboteurs.ts';
import { watchLifetimeSaboteurs } from './lifetime-saboteurs.ts';
import { watchStreamSaboteurs } from './stream-saboteurs.ts';

/** Breaches of what a watch promises. */
export const watchSaboteurs: readonly Saboteur[] = [
  ...watchEventSaboteurs,
  ...watchStreamSaboteurs,
  ...watchLifetimeSaboteurs,
];
