import type { ApiAnswer, ApiRequest, Identity } from '../message.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { Registry } from '../registry/registry.ts';
import { verbOf, type RequestPath, type ResourceRequest } from '../request-info.ts';
import { methodRefusal } from '../discovery/json-answer.ts';
import type { AdmissionLabels } from './timed-plugins.ts';
import type { RequestKind } from './in-flight-limit.ts';
import { Counter, Gauge, Histogram, labelText, type LabelText, type MetricFamily } from './metric-family.ts';

const requestBounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
];
const admissionBounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5];

/** Paths outside the resources whose requests are counted. */
const countedPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);

export interface MetricSources {
  readonly registry: Registry;
  readonly underWay: () => Readonly<Record<RequestKind, number>>;
  /** What priority and fairness tells, in the order of the names. */
  readonly flow: readonly MetricFamily[];
  /** What is known of the process; absent: nothing. */
  readonly processText?: () => string;
}

/** What `/metrics` tells, under upstream's names and labels. Times are in seconds. */
export class ServerMetrics {
  readonly #sources: MetricSources;
  readonly #requests = new Counter({
    name: 'apiserver_request_total',
    help: '[STABLE] Requests by verb, dry run, group, version, resource, scope, component and code of the answer.',
  });
  readonly #durations = new Histogram(
    {
      name: 'apiserver_request_duration_seconds',
      help: '[STABLE] How long answers took, by verb, dry run, group, version, resource, subresource, scope and component.',
    },
    requestBounds,
  );
  readonly #terminations = new Counter({
    name: 'apiserver_request_terminations_total',
    help: '[ALPHA] Requests that were ended in self-defence.',
  });
  readonly #authentications = new Counter({
    name: 'authentication_attempts',
    help: '[ALPHA] Attempts to find out who asks, by result.',
  });
  readonly #users = new Counter({
    name: 'authenticated_user_requests',
    help: '[ALPHA] Requests of known users, by name.',
  });
  readonly #watchEvents = new Counter({
    name: 'apiserver_watch_events_total',
    help: '[ALPHA] Events sent to watches.',
  });
  readonly #auditEvents = new Counter({
    name: 'apiserver_audit_event_total',
    help: '[ALPHA] Audit events made.',
  });
  readonly #auditErrors = new Counter({
    name: 'apiserver_audit_error_total',
    help: '[ALPHA] Audit events that were lost, by where they were to go.',
  });
  readonly #admission = new Histogram(
    {
      name: 'apiserver_admission_controller_admission_duration_seconds',
      help: '[STABLE] How long admission plugins took, by name, operation, type and whether they refused.',
    },
    admissionBounds,
  );
  readonly #store = new Histogram(
    {
      name: 'etcd_request_duration_seconds',
      help: '[ALPHA] How long the store took, by operation and type.',
    },
    requestBounds,
  );
  readonly #reloads = new Counter({
    name: 'apiserver_authorization_config_controller_automatic_reloads_total',
    help: '[ALPHA] How often the file of authorizers was read anew, by what became of it.',
  });
  readonly #longRunning = new Map<LabelText, number>();
  readonly #families: readonly MetricFamily[];
  /** What is printed of a request depends on few things: made once for each. */
  readonly #labels = new Map<string, LabelText>();

  constructor(sources: MetricSources) {
    this.#sources = sources;
    this.#families = [
      this.#admission,
      this.#auditErrors,
      this.#auditEvents,
      this.#reloads,
      this.#inFlight(),
      ...sources.flow,
      this.#longRunningGauge(),
      this.#durations,
      this.#terminations,
      this.#requests,
      this.#objects(),
      this.#watchEvents,
      this.#users,
      this.#authentications,
      this.#store,
    ];
  }

  authenticated(identity: Identity | 'refused' | 'anonymous'): void {
    if (typeof identity === 'string') {
      this.#authentications.add(identity === 'refused' ? 'result="error"' : 'result="success"');
      if (identity === 'anonymous') this.#users.add('username="other"');
      return;
    }
    this.#authentications.add('result="success"');
    this.#users.add(labelText({ username: knownUser(identity.user) }));
  }

  /** The file of authorizers was read, or could not be used. */
  reloadedAuthorizers(status: string): void {
    this.#reloads.add(labelText({ apiserver_id_hash: '', status }));
  }

  /** A request that was let in, and its answer. */
  answered(request: ApiRequest, path: RequestPath, answer: ApiAnswer, seconds: number): void {
    const labels = this.#labelsOf(request, path);
    if (labels === undefined) return;
    this.#requests.add(`code="${answer.status}",${labels}`);
    if (answer.body instanceof Uint8Array) this.#durations.observe(labels, seconds);
  }

  terminated(request: ApiRequest, path: RequestPath, code: number): void {
    const labels = this.#labelsOf(request, path);
    if (labels === undefined) return;
    this.#terminations.add(`code="${code}",${labels}`);
    if (code === 429) this.#requests.add(`code="${code}",${labels}`);
  }

  /** A watch is open; call the result when it is over. */
  opened(request: ApiRequest, path: RequestPath): () => void {
    const labels = this.#labelsOf(request, path);
    if (labels === undefined) return () => undefined;
    const count = (by: number): void => {
      this.#longRunning.set(labels, (this.#longRunning.get(labels) ?? 0) + by);
    };
    count(1);
    return () => {
      count(-1);
    };
  }

  watchEvent({ group, version, resource }: ResourceRequest): void {
    const kind = this.#sources.registry.find(group, version, resource)?.definition.kind ?? '';
    this.#watchEvents.add(`group="${group}",kind="${kind}",version="${version}"`);
  }

  audited(): void {
    this.#auditEvents.add('');
  }

  /** Events that have not come to where they were to go. */
  auditLost(plugin: 'log' | 'webhook', events: number): void {
    this.#auditErrors.add(`plugin="${plugin}"`, events);
  }

  /** For how long one admission plugin takes. */
  admissionTiming(labels: AdmissionLabels): (seconds: number) => void {
    const { name, operation, rejected, type } = labels;
    const text = labelText({ name, operation, rejected, type });
    return (seconds) => {
      this.#admission.observe(text, seconds);
    };
  }

  /** How long the store took over objects of one kind: `pods`, `deployments.apps`. */
  stored({ operation, type }: { readonly operation: string; readonly type: string }, seconds: number): void {
    this.#store.observe(`operation="${operation}",type="${type}"`, seconds);
  }

  text(): string {
    return this.#families.map((family) => family.text()).join('') + (this.#sources.processText?.() ?? '');
  }

  /** Undefined for what is not counted: names that the server does not know would fill the memory. */
  #labelsOf(request: ApiRequest, path: RequestPath): LabelText | undefined {
    const { resource } = path;
    if (resource === undefined)
      return countedPaths.has(path.path) ? pathLabels(path.path, request.method) : undefined;
    const entry = this.#sources.registry.find(resource.group, resource.version, resource.resource);
    if (entry === undefined) return undefined;
    const { subresource } = resource;
    if (subresource !== '' && !entry.definition.subresources.some(({ name }) => name === subresource))
      return undefined;
    const shape = {
      ...{ component: 'apiserver', dry_run: dryRunOf(path.query), group: resource.group },
      ...{ resource: resource.resource, scope: scopeOf(request.method, resource), subresource },
      ...{ verb: reportedVerb(request, path, resource), version: resource.version },
    };
    const key = Object.values(shape).join('\n');
    const known = this.#labels.get(key) ?? labelText(shape);
    this.#labels.set(key, known);
    return known;
  }

  #inFlight(): Gauge {
    const named = {
      name: 'apiserver_current_inflight_requests',
      help: '[STABLE] Requests under way, by kind.',
    };
    return new Gauge(named, () =>
      Object.entries(this.#sources.underWay()).map(([kind, count]) => [`request_kind="${kind}"`, count]),
    );
  }

  #longRunningGauge(): Gauge {
    const named = {
      name: 'apiserver_longrunning_requests',
      help: '[STABLE] Watches and other long requests under way.',
    };
    return new Gauge(named, () =>
      [...this.#longRunning].map(([labels, count]) => [labels.replace(/dry_run="[^"]*",/, ''), count]),
    );
  }

  #objects(): Gauge {
    const named = { name: 'apiserver_storage_objects', help: '[STABLE] Stored objects, by kind.' };
    return new Gauge(named, () => {
      const { registry } = this.#sources;
      const counts = new Map<LabelText, number>();
      for (const { group, version, plural } of registry.definitions()) {
        const entry = registry.find(group, version, plural);
        const { storageKind } = entry?.definition ?? { storageKind: { group } };
        const name = storageKind.group === '' ? plural : `${plural}.${storageKind.group}`;
        if (entry !== undefined && storageKind.group === group) {
          counts.set(`resource="${name}"`, entry.store.cache.objects.size);
        }
      }
      return counts;
    });
  }
}

function knownUser(user: string): string {
  const known = ['admin', 'client', 'kube_proxy', 'kubelet', 'system:serviceaccount:kube-system:default'];
  if (known.includes(user)) return user;
  return user.includes('@') ? 'email_id' : 'other';
}

const httpMethods: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
]);

function pathLabels(path: string, method: string): LabelText {
  const verb = httpMethods.has(method) ? method : 'other';
  return `component="",dry_run="",group="",resource="",scope="",subresource="${path}",verb="${verb}",version=""`;
}

function dryRunOf(query: URLSearchParams): string {
  const asked = query.getAll('dryRun');
  if (asked.length === 0) return '';
  return asked.every((value) => value === 'All') ? 'All' : 'invalid';
}

function scopeOf(method: string, { name, namespace }: ResourceRequest): string {
  if (name !== '' || method === 'POST') return 'resource';
  return namespace === '' ? 'cluster' : 'namespace';
}

function reportedVerb(
  { method, headers }: ApiRequest,
  { query }: RequestPath,
  info: ResourceRequest,
): string {
  const verb = verbOf(method === 'HEAD' ? 'GET' : method, info, query);
  switch (verb) {
    case undefined:
      return 'other';
    case 'create':
      return 'POST';
    case 'update':
      return 'PUT';
    case 'patch':
      return headers['content-type']?.startsWith('application/apply-patch+yaml') === true ? 'APPLY' : 'PATCH';
    default:
      return verb.toUpperCase();
  }
}

/** `/metrics`, for those who may. */
export function metricsHandler(metrics: ServerMetrics): PathHandler {
  return async (request, { path }) => {
    if (path !== '/metrics') return undefined;
    const refusal = methodRefusal(request);
    if (refusal !== undefined) return refusal;
    const headers = {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-cache, private',
    };
    return { status: 200, headers, body: new TextEncoder().encode(metrics.text()) };
  };
}
