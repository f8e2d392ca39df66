import type { Saboteur } from '../saboteur.ts';
import { objectSaboteurs } from './object-saboteurs.ts';

/** The saboteurs of the API chapter, in its order. */
export const apiSaboteurs: readonly Saboteur[] = [...objectSaboteurs];
