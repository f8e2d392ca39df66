import type { Environment } from '../../../sim/environment.ts';
import { textAt, type Fields } from '../../fields.ts';
import type { KubeconfigUsers } from '../../../client/http/kubeconfig.ts';
import { credentialProblem } from '../../outbound/credential-headers.ts';
import type { WebhookConnections } from '../../outbound/webhook-connections.ts';
import { NoReply, type WebhookAddress } from '../../outbound/webhook-message.ts';
import { objectOfReply, type AskedKind } from '../../outbound/reply-body.ts';
import { serverFailure } from '../../outbound/server-failure.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import { badRequest, Refusal, type Status } from '../../status.ts';
import type { AdmissionRequest } from '../admission-chain.ts';
import {
  BadAnswer,
  createReview,
  readAnswer,
  reviewVersionOf,
  type ReviewAnswer,
  type ReviewVersion,
} from './admission-review.ts';
import type { MatchedResource } from './request-matching.ts';
import type { Webhook } from './webhook-configuration.ts';
import { responseProblem } from './response-types.ts';
import { dialService } from './webhook-services.ts';
import { credentialsFor } from './webhook-users.ts';

/** The webhook could not be asked, or its answer is of no use; what becomes of the request is up to its failure policy. */
export class CallFailure {
  readonly message: string;
  constructor(webhook: Webhook, why: string) {
    this.message = `failed calling webhook ${JSON.stringify(webhook.name)}: ${why}`;
  }
}

/** What a call needs beside the webhook itself. */
export interface CallParts {
  readonly environment: Environment;
  readonly connections: WebhookConnections;
  readonly services: () => ObjectStore;
  /** As whom webhooks are called. */
  readonly users: KubeconfigUsers;
}

export interface WebhookInvocation {
  readonly webhook: Webhook;
  readonly matched: MatchedResource;
  readonly mutating: boolean;
}

/** Without a limit of its own a webhook may take as long as requests usually may. */
const defaultTimeoutSeconds = 30;
const askedKinds: Readonly<Record<ReviewVersion, AskedKind>> = {
  v1: {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    otherVersions: ['admission.k8s.io/v1beta1'],
  },
  v1beta1: {
    apiVersion: 'admission.k8s.io/v1beta1',
    kind: 'AdmissionReview',
    otherVersions: ['admission.k8s.io/v1'],
  },
};
const userAgent = 'kube-apiserver-admission';

/**
 * Asks one webhook about one request. Its warnings and annotations are added to the request whatever it decides. A refusal is the
 * webhook's own, or says that it must not be asked about dry runs.
 */
export async function callWebhook(
  parts: CallParts,
  request: AdmissionRequest,
  { webhook, matched, mutating }: WebhookInvocation,
): Promise<ReviewAnswer | CallFailure | Refusal> {
  if (request.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun')
    return badRequest(`admission webhook ${JSON.stringify(webhook.name)} does not support dry run`);
  const version = reviewVersionOf(webhook.reviewVersions);
  if (version === undefined) {
    const why = 'webhook does not accept known AdmissionReview versions (v1, v1beta1)';
    return new CallFailure(webhook, `could not create admission objects: ${why}`);
  }
  const uid = parts.environment.random('webhooks').uuid();
  const review = createReview(request, { uid, version, matched });
  const body = await ask(parts, webhook, { review, version });
  if (body instanceof CallFailure) return body;
  const answer = readAnswer(body, { uid, version, mutating });
  if (answer instanceof BadAnswer)
    return new CallFailure(webhook, `received invalid webhook response: ${answer.why}`);
  for (const [key, value] of answer.auditAnnotations)
    request.annotations.set(`${webhook.name}/${key}`, value);
  request.warnings.push(...answer.warnings);
  return answer.allowed ? answer : refusalOf(webhook, answer.status);
}

async function ask(
  { connections, services, users }: CallParts,
  webhook: Webhook,
  { review, version }: { readonly review: Fields; readonly version: ReviewVersion },
): Promise<Fields | CallFailure> {
  const failed = (why: string): CallFailure => new CallFailure(webhook, `failed to call webhook: ${why}`);
  const credentials = credentialsFor(users, targetOf(webhook));
  const unusable = credentials === undefined ? undefined : credentialProblem(credentials);
  if (unusable !== undefined) return new CallFailure(webhook, `could not get REST client: ${unusable}`);
  const address = {
    ...(await addressOf(webhook, services)),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const timeoutMs = (webhook.timeoutSeconds ?? defaultTimeoutSeconds) * 1000;
  const post = { address, body: JSON.stringify(review), timeoutMs, userAgent };
  const reply = await connections.post(post);
  if (reply instanceof NoReply) return failed(reply.why);
  if (reply.status < 200 || reply.status > 206) return failed(serverFailure(reply));
  const body = objectOfReply(reply, askedKinds[version]);
  if (typeof body === 'string') return failed(body);
  const problem = responseProblem(body);
  return problem === undefined ? body : failed(problem);
}

/** The host and port by which credentials are looked for. */
function targetOf({ url, service }: Webhook): string {
  if (service !== undefined) return `${service.name}.${service.namespace}.svc:${service.port}`;
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '443' : port}`;
}

async function addressOf(
  { url, service, authority }: Webhook,
  services: () => ObjectStore,
): Promise<WebhookAddress> {
  if (service === undefined) return { url, authority };
  const { name, namespace, port, path } = service;
  const dial = await dialService(services(), service);
  return { url: `https://${name}.${namespace}.svc:${port}${path === '' ? '/' : path}`, authority, dial };
}

/** Whether HTTP can say it. */
function isFailureCode(code: unknown): code is number {
  return Number.isInteger(code) && Number(code) >= 400 && Number(code) < 600;
}

/** The webhook's own `Status`, completed: never a success, and with a message that names the webhook. */
function refusalOf({ name }: Webhook, given: Fields = {}): Refusal {
  const code = isFailureCode(given['code']) ? given['code'] : 400;
  const status = textAt(given, 'status');
  const denied = `admission webhook ${JSON.stringify(name)} denied the request`;
  const why = textAt(given, 'message') || textAt(given, 'reason');
  return new Refusal({
    metadata: {},
    ...given,
    kind: 'Status',
    apiVersion: 'v1',
    status: status === '' || status === 'Success' ? 'Failure' : status,
    message: why === '' ? `${denied} without explanation` : `${denied}: ${why}`,
    code,
  } as Status);
}
