import { forbidden, Refusal } from '../../status.ts';
import type { AdmissionRequest } from '../admission-chain.ts';
import type { MatchConditions } from './match-conditions.ts';
import type { MatchedResource, RequestMatching } from './request-matching.ts';
import type { Webhook } from './webhook-configuration.ts';

/** Decides which webhooks a request is shown to. */
export class WebhookSelection {
  readonly #matching: RequestMatching;
  readonly #conditions: MatchConditions;

  constructor(matching: RequestMatching, conditions: MatchConditions) {
    this.#matching = matching;
    this.#conditions = conditions;
  }

  /** The resource to show it as; undefined: not at all. A refusal where that cannot be found out and the webhook must not be missed. */
  async select(webhook: Webhook, request: AdmissionRequest): Promise<MatchedResource | Refusal | undefined> {
    const matched = await this.#matching.match(webhook, request);
    if (matched === undefined || matched instanceof Refusal || webhook.matchConditions.length === 0)
      return matched;
    const verdict = await this.#conditions.hold(webhook, request, matched);
    if (typeof verdict === 'boolean') return verdict ? matched : undefined;
    const { definition, name } = request;
    return forbidden({ group: definition.group, resource: definition.plural }, name, verdict.why);
  }
}
