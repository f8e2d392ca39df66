import type { Environment } from '../../sim/environment.ts';
import type { ReviewAnswer, ReviewEndpoint } from '../authorization/webhook.ts';
import { booleanAt, isFields, objectAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import { RememberedAnswers } from '../outbound/remembered-answers.ts';
import { Rejected, type Asked, type Opinion, type TokenAuthenticator } from './authenticator.ts';

export interface TokenWebhookOptions {
  readonly endpoint: ReviewEndpoint;
  /** In which a review is sent and answered. */
  readonly version: 'v1' | 'v1beta1';
  /** How long an answer is remembered, whatever it was. 0: not at all. */
  readonly ttlMs: number;
}

/** Failures that may pass are tried again after these times, as upstream does, then given up. */
const retryDelaysMs = [500, 750, 1125, 1688];
const rememberedAnswers = 8192;

/** Asks a service elsewhere by a TokenReview whom a token proves, and remembers for a while what it said. */
export function webhookTokenAuthenticator(
  environment: Environment,
  options: TokenWebhookOptions,
  apiAudiences: readonly string[],
): TokenAuthenticator {
  const remembered = new RememberedAnswers<Fields>(environment.clock, rememberedAnswers);
  return async (token, asked) => {
    const question = JSON.stringify([token, asked.audiences]);
    const known = remembered.recall(question);
    if (known !== undefined) return opinionOf(known, asked, apiAudiences);
    const status = await reviewed(options, token, asked);
    if (status instanceof Rejected) return status;
    remembered.remember(question, status, options.ttlMs);
    return opinionOf(status, asked, apiAudiences);
  };
}

async function reviewed(
  { endpoint, version }: TokenWebhookOptions,
  token: string,
  { audiences }: Asked,
): Promise<Fields | Rejected> {
  const review = JSON.stringify({
    kind: 'TokenReview',
    apiVersion: `authentication.k8s.io/${version}`,
    metadata: { creationTimestamp: null },
    spec: { token, audiences },
    status: { user: {} },
  });
  try {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await endpoint.send(review);
      const delayMs = retryDelaysMs[attempt];
      if (delayMs === undefined || ![500, 504, 429].includes(answer.status)) return statusIn(answer);
      await endpoint.wait(delayMs);
    }
  } catch (error) {
    return new Rejected(error instanceof Error ? error.message : String(error));
  }
}

function statusIn({ status, text }: ReviewAnswer): Fields | Rejected {
  if (status < 200 || status > 206) return new Rejected(`the webhook answered with ${status}`);
  const review: unknown = JSON.parse(text);
  if (!isFields(review) || textAt(review, 'kind') !== 'TokenReview')
    return new Rejected('the webhook did not answer with a TokenReview');
  return objectAt(review, 'status') ?? {};
}

/** A service that says no audiences is taken to speak of the API's. */
function opinionOf(status: Fields, asked: Asked, apiAudiences: readonly string[]): Opinion {
  const said = textsAt(status, 'audiences');
  const audiences = (said.length > 0 ? said : apiAudiences).filter((name) => asked.audiences.includes(name));
  if (audiences.length === 0) return undefined;
  if (booleanAt(status, 'authenticated') !== true) {
    const error = textAt(status, 'error');
    return error === '' ? undefined : new Rejected(error);
  }
  return { identity: identityOf(objectAt(status, 'user') ?? {}), audiences };
}

function identityOf(user: Fields): Identity {
  const [uid, extra] = [textAt(user, 'uid'), objectAt(user, 'extra') ?? {}];
  const entries = Object.keys(extra).map((key) => [key, textsAt(extra, key)] as const);
  return {
    user: textAt(user, 'username'),
    groups: textsAt(user, 'groups'),
    ...(uid === '' ? {} : { uid }),
    ...(entries.length === 0 ? {} : { extra: Object.fromEntries(entries) }),
  };
}
