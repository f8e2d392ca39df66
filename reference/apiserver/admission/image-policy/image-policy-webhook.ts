import type { Environment } from '../../../sim/environment.ts';
import { booleanAt, objectAt, objectsAt, textAt, textEntriesAt, type Fields } from '../../fields.ts';
import { RememberedAnswers } from '../../outbound/remembered-answers.ts';
import { RetryingWebhook, WebhookFailure } from '../../outbound/retrying-webhook.ts';
import type { Refusal } from '../../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from '../admission-chain.ts';
import type { ImagePolicy } from './image-policy-configuration.ts';

/** In front of what the judge wants to have in the audit log. */
const annotationPrefix = 'imagepolicywebhook.image-policy.k8s.io/';
/** Annotations of Pods that concern him. */
const ownAnnotation = '.image-policy.k8s.io/';
const rememberedJudgements = 1024;

/** A remote judge is asked about the images of every Pod that is written. Source: kubernetes/plugin/pkg/admission/imagepolicy */
export function imagePolicyWebhook(environment: Environment, policy: ImagePolicy): AdmissionPlugin {
  const judge = new ImageJudge(environment, policy);
  return {
    name: 'ImagePolicyWebhook',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => {
      const { definition, subresource } = request;
      const isOfPod = definition.plural === 'pods' && definition.group === '';
      return isOfPod && (subresource === '' || subresource === 'ephemeralcontainers')
        ? judge.admit(request)
        : undefined;
    },
  };
}

class ImageJudge {
  readonly #policy: ImagePolicy;
  readonly #webhook: RetryingWebhook;
  readonly #remembered: RememberedAnswers<Fields>;

  constructor(environment: Environment, policy: ImagePolicy) {
    this.#remembered = new RememberedAnswers(environment.clock, rememberedJudgements);
    this.#policy = policy;
    this.#webhook = new RetryingWebhook(policy);
  }

  async admit(request: AdmissionRequest): Promise<Refusal | undefined> {
    const status = await this.#judgement(questionOf(request));
    if (status instanceof WebhookFailure) return this.#unjudged(request, status);
    for (const [key, value] of textEntriesAt(status, 'auditAnnotations'))
      request.annotations.set(annotationPrefix + key, value);
    if (booleanAt(status, 'allowed') === true) return undefined;
    const reason = textAt(status, 'reason');
    return notAdmitted(
      request,
      reason === ''
        ? 'one or more images rejected by webhook backend'
        : `image policy webhook backend denied one or more images: ${reason}`,
    );
  }

  #unjudged(request: AdmissionRequest, { message }: WebhookFailure): Refusal | undefined {
    if (!this.#policy.defaultAllow) return notAdmitted(request, message);
    request.annotations.set(`${annotationPrefix}failed-open`, 'true');
    return undefined;
  }

  async #judgement(spec: Fields): Promise<Fields | WebhookFailure> {
    const question = JSON.stringify(spec);
    const known = this.#remembered.recall(question);
    if (known !== undefined) return known;
    const review = await this.#webhook.ask({
      kind: 'ImageReview',
      apiVersion: 'imagepolicy.k8s.io/v1alpha1',
      metadata: { creationTimestamp: null },
      spec,
      status: { allowed: false },
    });
    if (review instanceof WebhookFailure) return review;
    const status = objectAt(review, 'status') ?? {};
    const { allowTtlMs, denyTtlMs } = this.#policy;
    const ttlMs = booleanAt(status, 'allowed') === true ? allowTtlMs : denyTtlMs;
    this.#remembered.remember(question, status, ttlMs);
    return status;
  }
}

/** The images that the request names, and what its Pod says of them. */
function questionOf({ object, subresource, namespace }: AdmissionRequest): Fields {
  const spec = objectAt(object, 'spec');
  const lists = subresource === '' ? ['containers', 'initContainers'] : ['ephemeralContainers'];
  const containers = lists
    .flatMap((name) => objectsAt(spec, name))
    .map((container) => (textAt(container, 'image') === '' ? {} : { image: textAt(container, 'image') }));
  const annotations = textEntriesAt(objectAt(object, 'metadata'), 'annotations').filter(([key]) =>
    key.includes(ownAnnotation),
  );
  return {
    ...(containers.length === 0 ? {} : { containers }),
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations.sort()) }),
    ...(namespace === '' ? {} : { namespace }),
  };
}
