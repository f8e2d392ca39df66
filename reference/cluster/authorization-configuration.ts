import { parse } from 'yaml';
import { authorizationModes, type AuthorizationMode } from '../apiserver/authorization/authorization.ts';
import type { WebhookOptions } from '../apiserver/authorization/webhook.ts';
import { isFields, objectAt, objectsAt, textAt, type Fields } from '../apiserver/fields.ts';
import { readKubeconfig } from '../client/http/kubeconfig.ts';
import { durationMs } from './duration.ts';
import { createReviewEndpoint } from './review-endpoint.ts';

export interface AuthorizationConfiguration {
  readonly modes: readonly AuthorizationMode[];
  /** One for each mode Webhook, in turn. */
  readonly webhooks: readonly WebhookOptions[];
}

const group = 'apiserver.config.k8s.io';
const versions = [`${group}/v1`, `${group}/v1beta1`, `${group}/v1alpha1`];
const longestTimeoutMs = 30_000;

/**
 * Reads an `AuthorizationConfiguration`: which authorizers are asked, in order. Throws an `Error` that names the field that
 * cannot be used.
 */
export function parseAuthorizationConfiguration(text: string): AuthorizationConfiguration {
  const read: unknown = parse(text);
  if (!isFields(read) || !versions.includes(textAt(read, 'apiVersion'))) {
    throw new Error(`it is no AuthorizationConfiguration of ${versions.join(', ')}`);
  }
  if (textAt(read, 'kind') !== 'AuthorizationConfiguration')
    throw new Error('kind: it must be AuthorizationConfiguration');
  const authorizers = objectsAt(read, 'authorizers');
  if (authorizers.length === 0)
    throw new Error('authorizers: at least one authorization mode must be defined');
  const modes = authorizers.map((authorizer, index) => modeOf(authorizer, `authorizers[${index}]`));
  const repeated = modes.find((mode, index) => mode !== 'Webhook' && modes.indexOf(mode) !== index);
  if (repeated !== undefined) throw new Error(`authorizers: ${repeated} may stand there once only`);
  const names = authorizers.map((authorizer) => textAt(authorizer, 'name'));
  const same = names.find((name, index) => names.indexOf(name) !== index);
  if (same !== undefined) throw new Error(`authorizers: the name ${JSON.stringify(same)} is given twice`);
  const webhooks = authorizers.flatMap((authorizer, index) =>
    textAt(authorizer, 'type') === 'Webhook' ? [webhookOf(authorizer, `authorizers[${index}].webhook`)] : [],
  );
  return { modes, webhooks };
}

function modeOf(authorizer: Fields, field: string): AuthorizationMode {
  const type = textAt(authorizer, 'type');
  const mode = authorizationModes.find((known) => known === type);
  if (mode === undefined) {
    throw new Error(
      `${field}.type: it is one of ${authorizationModes.join(', ')}, not ${JSON.stringify(type)}`,
    );
  }
  const name = textAt(authorizer, 'name');
  if (name === '') throw new Error(`${field}.name: it is required`);
  if (mode !== 'Webhook' && name !== mode.toLowerCase()) {
    throw new Error(
      `${field}.name: expected name ${mode.toLowerCase()} for authorizer ${mode} instead of ${name}`,
    );
  }
  return mode;
}

function webhookOf(authorizer: Fields, field: string): WebhookOptions {
  const webhook = objectAt(authorizer, 'webhook');
  if (webhook === undefined) throw new Error(`${field}: it is required`);
  if (objectsAt(webhook, 'matchConditions').length > 0) {
    throw new Error(`${field}.matchConditions: this server does not know them`);
  }
  const version = textAt(webhook, 'subjectAccessReviewVersion');
  if (version !== 'v1' && version !== 'v1beta1') {
    throw new Error(
      `${field}.subjectAccessReviewVersion: it is v1 or v1beta1, not ${JSON.stringify(version)}`,
    );
  }
  const onFailure = textAt(webhook, 'failurePolicy');
  if (onFailure !== 'NoOpinion' && onFailure !== 'Deny') {
    throw new Error(`${field}.failurePolicy: it is NoOpinion or Deny, not ${JSON.stringify(onFailure)}`);
  }
  const connection = objectAt(webhook, 'connectionInfo');
  if (textAt(connection, 'type') !== 'KubeConfigFile') {
    throw new Error(`${field}.connectionInfo.type: this server knows KubeConfigFile only`);
  }
  return {
    endpoint: createReviewEndpoint(
      readKubeconfig(textAt(connection, 'kubeConfigFile')),
      timeoutOf(webhook, field),
    ),
    version,
    authorizedTtlMs: durationMs(textAt(webhook, 'authorizedTTL') || '5m'),
    unauthorizedTtlMs: durationMs(textAt(webhook, 'unauthorizedTTL') || '30s'),
    onFailure,
  };
}

function timeoutOf(webhook: Fields, field: string): number {
  const timeoutMs = durationMs(textAt(webhook, 'timeout') || '0s');
  if (timeoutMs > 0 && timeoutMs <= longestTimeoutMs) return timeoutMs;
  throw new Error(`${field}.timeout: it must be more than 0 and not more than 30s`);
}
