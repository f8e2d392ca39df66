import type { AdmissionRequest } from '../admission-chain.ts';
import type { MatchedResource } from './request-matching.ts';
import type { NamedExpression } from './webhook-configuration.ts';

/** Conditions that could not be judged, where they must not be passed over. */
export interface UnclearConditions {
  readonly why: string;
}

interface Conditional {
  readonly matchConditions: readonly NamedExpression[];
  readonly failurePolicy: string;
}

/** Judges the `matchConditions` of webhooks and policies. */
export interface MatchConditions {
  /**
   * True where all of them hold, false where one does not, or where one cannot be judged and the failure policy is Ignore.
   */
  hold(
    terms: Conditional,
    request: AdmissionRequest,
    matched: MatchedResource,
  ): Promise<boolean | UnclearConditions>;
}
