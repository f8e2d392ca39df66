import { diskSabotages } from './disk-sabotages.ts';
import { linkSabotages } from './link-sabotages.ts';
import { ruleSabotages } from './rule-sabotages.ts';
import type { Sabotage } from './sabotage.ts';

export const sabotages: readonly Sabotage[] = [...diskSabotages, ...ruleSabotages, ...linkSabotages];
