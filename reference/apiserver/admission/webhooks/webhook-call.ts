import type { Environment } from '../../../sim/environment.ts';
import { isFields, textAt, type Fields } from '../../fields.ts';
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
import {
  NoReply,
  type WebhookAddress,
  type WebhookConnections,
  type WebhookReply,
} from './webhook-connection.ts';
import { dialService } from './webhook-services.ts';

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
}

export interface WebhookInvocation {
  readonly webhook: Webhook;
  readonly matched: MatchedResource;
  readonly mutating: boolean;
}

/** Without a limit of its own a webhook may take as long as requests usually may. */
const defaultTimeoutSeconds = 30;

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
  { connections, services }: CallParts,
  webhook: Webhook,
  { review, version }: { readonly review: Fields; readonly version: ReviewVersion },
): Promise<Fields | CallFailure> {
  const failed = (why: string): CallFailure => new CallFailure(webhook, `failed to call webhook: ${why}`);
  const address = await addressOf(webhook, services);
  const timeoutMs = (webhook.timeoutSeconds ?? defaultTimeoutSeconds) * 1000;
  const reply = await connections.post({ address, body: JSON.stringify(review), timeoutMs });
  if (reply instanceof NoReply) return failed(reply.why);
  if (reply.status < 200 || reply.status > 206) return failed(serverFailure(reply));
  const body = bodyOf(reply.text);
  if (typeof body === 'string') return failed(body);
  // An answer of the other version or kind is read, but there is nothing in it that was asked for.
  return version === 'v1beta1' || isReview(body) ? body : {};
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

function isReview(body: Fields): boolean {
  return (
    textAt(body, 'kind') === 'AdmissionReview' && textAt(body, 'apiVersion').startsWith('admission.k8s.io/')
  );
}

function bodyOf(text: string): Fields | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const first = JSON.stringify(text.trimStart().slice(0, 1)).replaceAll('"', "'");
    const why =
      text === ''
        ? 'unexpected end of JSON input'
        : `invalid character ${first} looking for beginning of value`;
    return `couldn't get version/kind; json parse error: ${why}`;
  }
  if (!isFields(body))
    return "couldn't get version/kind; json parse error: json: cannot unmarshal the answer";
  if (textAt(body, 'kind') === '') return `Object 'Kind' is missing in '${text}'`;
  return textAt(body, 'apiVersion') === '' ? `Object 'apiVersion' is missing in '${text}'` : body;
}

const serverFailures: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** What upstream's client makes of an answer that is no success. */
function serverFailure({ status: code, text, contentType }: WebhookReply): string {
  const known = serverFailures[code];
  if (known !== undefined) return known;
  const told = contentType.startsWith('text/') && text.trim() !== '' ? text.trim() : 'unknown';
  if (code === 403 || code === 406 || code === 415) return told;
  return code >= 500
    ? `an error on the server (${JSON.stringify(told)}) has prevented the request from succeeding`
    : `the server responded with the status code ${code} but did not return more information`;
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
