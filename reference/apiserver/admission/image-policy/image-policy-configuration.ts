import type { ServerAccess } from '../../../client/http/kubeconfig.ts';
import { booleanAt, isFields, numberAt, objectAt, type Fields } from '../../fields.ts';
import type { KubeconfigReader } from '../kubeconfig-reader.ts';

/** Who judges images, and what holds where he does not. */
export interface ImagePolicy {
  readonly access: ServerAccess;
  /** How long a judgement is remembered that allows, or refuses; 0: not at all. */
  readonly allowTtlMs: number;
  readonly denyTtlMs: number;
  readonly retryDelayMs: number;
  /** What it means that no judgement could be had. */
  readonly defaultAllow: boolean;
}

interface DurationRange {
  readonly unitMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly otherwiseMs: number;
  /** The range in words. */
  readonly told: string;
}

const minuteMs = 60_000;
const nanosecondMs = 1e-6;
const ttl = {
  unitMs: 1000,
  leastMs: 1000,
  mostMs: 30 * minuteMs,
  told: 'valid value is between 1s and 30m0s',
};
const ranges: Readonly<Record<'allowTTL' | 'denyTTL' | 'retryBackoff', DurationRange>> = {
  allowTTL: { ...ttl, otherwiseMs: 5 * minuteMs },
  denyTTL: { ...ttl, otherwiseMs: minuteMs / 2 },
  retryBackoff: {
    unitMs: 1,
    leastMs: nanosecondMs,
    mostMs: 5 * minuteMs,
    otherwiseMs: 500,
    told: 'valid value is between 1ns and 5m0s',
  },
};

/** Reads what the plugin is told; it must be told something. Source: kubernetes/plugin/pkg/admission/imagepolicy/config.go */
export function readImagePolicy(given: unknown, kubeconfigs: KubeconfigReader): ImagePolicy {
  if (given === undefined) throw new Error('no config specified');
  const policy = isFields(given) ? objectAt(given, 'imagePolicy') : undefined;
  const retryDelayMs = durationOf(policy, 'retryBackoff');
  const allowTtlMs = durationOf(policy, 'allowTTL');
  const denyTtlMs = durationOf(policy, 'denyTTL');
  return {
    access: kubeconfigs.access(policy?.['kubeConfigFile']),
    allowTtlMs,
    denyTtlMs,
    retryDelayMs,
    defaultAllow: booleanAt(policy, 'defaultAllow') ?? false,
  };
}

/** A number: 0 stands for the usual, -1 for none at all. */
function durationOf(policy: Fields | undefined, field: keyof typeof ranges): number {
  const { unitMs, leastMs, mostMs, otherwiseMs, told } = ranges[field];
  const value = numberAt(policy, field) ?? 0;
  if (value === -1) return 0;
  if (value === 0) return otherwiseMs;
  const lengthMs = value * unitMs;
  if (lengthMs >= leastMs && lengthMs <= mostMs) return lengthMs;
  throw new Error(`imagePolicy.${field}: ${told}, not ${value}`);
}
