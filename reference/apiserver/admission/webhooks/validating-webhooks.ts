import { internalError, Refusal } from '../../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-chain.ts';
import type { WebhookParts } from './mutating-webhooks.ts';
import { isExempt } from './request-matching.ts';
import { CallFailure, callWebhook, type WebhookInvocation } from './webhook-call.ts';
import { webhooksOf, type Webhook } from './webhook-configuration.ts';

/** Webhooks that see the object as it will be stored: all at once, and every one of them is waited for. */
export function validatingWebhooks(parts: WebhookParts): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionWebhook',
    operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    validate: (request) => {
      if (isExempt(request)) return undefined;
      const webhooks = webhooksOf(parts.configurations());
      return webhooks.length === 0 ? undefined : ask(parts, request, webhooks);
    },
  };
}

/** The refusal that came first. */
async function ask(
  parts: WebhookParts,
  request: AdmissionRequest,
  webhooks: readonly Webhook[],
): Promise<Refusal | undefined> {
  const invocations: WebhookInvocation[] = [];
  for (const webhook of webhooks) {
    const matched = await parts.selection.select(webhook, request);
    if (matched instanceof Refusal) return matched;
    if (matched !== undefined) invocations.push({ webhook, matched, mutating: false });
  }
  const refusals: Refusal[] = [];
  await Promise.all(
    invocations.map(async (invocation, index) => {
      const refusal = await one(parts, request, { invocation, index });
      if (refusal !== undefined) refusals.push(refusal);
    }),
  );
  return refusals[0];
}

async function one(
  parts: WebhookParts,
  request: AdmissionRequest,
  { invocation, index }: { readonly invocation: WebhookInvocation; readonly index: number },
): Promise<Refusal | undefined> {
  const { webhook } = invocation;
  const answer = await callWebhook(parts, request, invocation);
  if (answer instanceof Refusal) return answer;
  if (!(answer instanceof CallFailure)) return undefined;
  if (webhook.failurePolicy !== 'Ignore') return internalError(answer.message);
  request.annotations.set(
    `failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`,
    webhook.name,
  );
  return undefined;
}
