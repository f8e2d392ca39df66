import { objectAt, objectsAt, numberAt, textAt, textsAt, type Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { KubeObject } from '../../resource-definition.ts';

/** One rule: which requests it is about. */
export interface Rule {
  readonly operations: readonly string[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  /** `*` where it does not say. */
  readonly scope: string;
  /** Only policies name objects; empty: any. */
  readonly resourceNames: readonly string[];
}

/** A condition in CEL. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

export interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly port: number;
}

/** One webhook of a configuration, read once. */
export interface Webhook {
  /** Unique among all webhooks of its kind, although names inside a configuration need not be. */
  readonly uid: string;
  readonly configuration: string;
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly matchPolicy: string;
  readonly namespaceSelector: Fields | undefined;
  readonly objectSelector: Fields | undefined;
  readonly matchConditions: readonly NamedExpression[];
  readonly failurePolicy: string;
  readonly reinvocationPolicy: string;
  readonly sideEffects: string;
  readonly timeoutSeconds: number | undefined;
  readonly reviewVersions: readonly string[];
  readonly url: string;
  readonly service: ServiceReference | undefined;
  /** PEM, or nothing: the authorities of the host. */
  readonly authority: string;
}

const none: readonly never[] = [];
const read = new WeakMap<KubeObject, readonly Webhook[]>();

/** All webhooks of these configurations: by the name of the configuration, and in it as they stand there. */
export function webhooksOf({ cache }: ObjectStore): readonly Webhook[] {
  // The cache keeps its objects in the order of their keys, which ends with the name.
  if (cache.objects.size === 0) return none;
  return [...cache.objects.range(cache.prefix)].flatMap(({ object }) => ofConfiguration(object));
}

function ofConfiguration(configuration: KubeObject): readonly Webhook[] {
  const known = read.get(configuration);
  if (known !== undefined) return known;
  const name = configuration.metadata?.name ?? '';
  const counts = new Map<string, number>();
  const webhooks = objectsAt(configuration, 'webhooks').map((webhook) => {
    const own = textAt(webhook, 'name');
    const count = counts.get(own) ?? 0;
    counts.set(own, count + 1);
    return readWebhook(webhook, name, `${name}/${own}/${count}`);
  });
  read.set(configuration, webhooks);
  return webhooks;
}

function readWebhook(webhook: Fields, configuration: string, uid: string): Webhook {
  const client = objectAt(webhook, 'clientConfig');
  return {
    uid,
    configuration,
    name: textAt(webhook, 'name'),
    rules: readRules(webhook, 'rules'),
    matchPolicy: textAt(webhook, 'matchPolicy'),
    namespaceSelector: objectAt(webhook, 'namespaceSelector'),
    objectSelector: objectAt(webhook, 'objectSelector'),
    matchConditions: readConditions(webhook),
    failurePolicy: textAt(webhook, 'failurePolicy'),
    reinvocationPolicy: textAt(webhook, 'reinvocationPolicy'),
    sideEffects: textAt(webhook, 'sideEffects'),
    timeoutSeconds: numberAt(webhook, 'timeoutSeconds'),
    reviewVersions: textsAt(webhook, 'admissionReviewVersions'),
    url: textAt(client, 'url'),
    service: readService(objectAt(client, 'service')),
    authority: Buffer.from(textAt(client, 'caBundle'), 'base64').toString('utf8'),
  };
}

export function readRules(parent: Readonly<Fields>, name: string): readonly Rule[] {
  return objectsAt(parent, name).map((rule) => ({
    operations: textsAt(rule, 'operations'),
    apiGroups: textsAt(rule, 'apiGroups'),
    apiVersions: textsAt(rule, 'apiVersions'),
    resources: textsAt(rule, 'resources'),
    scope: textAt(rule, 'scope') || '*',
    resourceNames: textsAt(rule, 'resourceNames'),
  }));
}

export function readConditions(parent: Readonly<Fields>): readonly NamedExpression[] {
  return objectsAt(parent, 'matchConditions').map((condition) => ({
    name: textAt(condition, 'name'),
    expression: textAt(condition, 'expression'),
  }));
}

function readService(service: Fields | undefined): ServiceReference | undefined {
  if (service === undefined) return undefined;
  return {
    namespace: textAt(service, 'namespace'),
    name: textAt(service, 'name'),
    path: textAt(service, 'path'),
    port: numberAt(service, 'port') ?? 443,
  };
}
