import { apiSaboteurs } from './api/index.ts';
import type { Saboteur } from './saboteur.ts';

/** Every saboteur, in the order of the chapters. */
export const saboteurs: readonly Saboteur[] = [...apiSaboteurs];
