import { readAmounts, type Amounts } from '../../../quota/amounts.ts';
import { objectAt, objectsAt, textAt, type Fields } from '../../fields.ts';
import type { KubeObject } from '../../resource-definition.ts';

/** One entry of `spec.limits` of a LimitRange, read. */
export interface Limit {
  /** `Container`, `Pod`, `PersistentVolumeClaim`, or what somebody else reads. */
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly maxLimitRequestRatio: Amounts;
  readonly defaultRequest: Amounts;
  readonly default: Amounts;
}

export function readLimits(limitRange: KubeObject): readonly Limit[] {
  return objectsAt(objectAt(limitRange, 'spec'), 'limits').map(readLimit);
}

function readLimit(entry: Fields): Limit {
  const amounts = (name: string): Amounts => readAmounts(objectAt(entry, name));
  return {
    type: textAt(entry, 'type'),
    min: amounts('min'),
    max: amounts('max'),
    maxLimitRequestRatio: amounts('maxLimitRequestRatio'),
    defaultRequest: amounts('defaultRequest'),
    default: amounts('default'),
  };
}
