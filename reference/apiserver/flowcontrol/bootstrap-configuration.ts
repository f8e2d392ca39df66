import type { Fields } from '../fields.ts';
import configuration from './bootstrap-configuration.json' with { type: 'json' };

/** An object that the server makes itself. */
export interface BootstrapObject {
  readonly name: string;
  /** With every default filled in. */
  readonly spec: Readonly<Fields>;
}

export interface BootstrapObjects {
  readonly priorityLevels: readonly BootstrapObject[];
  readonly flowSchemas: readonly BootstrapObject[];
}

/** Those without which no request can be sorted: nobody changes them, and they come back when they are deleted. */
export const mandatoryObjects: BootstrapObjects = configuration.mandatory;

/** A good beginning, which operators may make their own. In the order in which upstream makes them. */
export const suggestedObjects: BootstrapObjects = configuration.suggested;

/** What the one level is called that knows no limit. */
export const exemptLevel = 'exempt';
/** What the schema and the level are called that take what nothing else takes. */
export const catchAll = 'catch-all';

export const flowControlGroup = 'flowcontrol.apiserver.k8s.io';
