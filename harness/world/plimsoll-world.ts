import assert from 'node:assert/strict';
import { World } from '@cucumber/cucumber';
import type { ClientCertificate, HttpRequest, KubeApi, Ports, StartAttempt } from '../ports/ports.ts';
import { NotApplicable, PrerequisiteUnmet, verdictOf, type ScenarioVerdict } from '../verdict.ts';
import { actorOf } from './actor.ts';
import { whileTimePasses } from './clock-driven.ts';
import { cleanUp } from './clean-up.ts';
import { defaultAccount } from './default-account.ts';
import { withoutFurniture } from './cluster-furniture.ts';
import { describeExchange, exchange, isAccepted, type Exchange } from './exchange.ts';
import { takeFingerprint, type Fingerprint } from './fingerprint.ts';
import { createNames, type Names } from './names.ts';
import type { WorldParameters } from './parameters.ts';
import { collectionPath, resourceOfObject, resources, type ResourceAddress } from './resources.ts';
import { Variables } from './variables.ts';
import { WatchRecording } from './watch-recording.ts';

/** How long answers to requests that are sent at once may take. */
const atOnceLimitMs = 30_000;

export type StepType = 'Context' | 'Action' | 'Outcome' | 'Unknown';

/**
 * What one scenario knows: the ports of its session, the last answer, what it remembered, its watches. Steps keep all
 * their state here. Actions of a `Given` must be accepted, or the verdict is `unmet`.
 */
export class PlimsollWorld extends World<WorldParameters> {
  ports: Ports = {};
  names: Names = createNames('none');
  readonly variables: Variables = new Variables();
  readonly watches: Map<string, WatchRecording> = new Map();
  /** What actors show in place of their own credentials. */
  readonly certificates: Map<string, ClientCertificate> = new Map();
  /** Everything that was sent and answered, in order. */
  readonly history: string[] = [];
  stepType: StepType = 'Unknown';
  /** The media type behind the opening quotes of the current step's docstring. */
  docStringMediaType: string | undefined;
  /** True where a step will ask whether anything else changed, so that actions take a fingerprint beforehand. */
  comparesState = false;
  /** True where roles decide who may: what admin writes takes effect for the others a moment later. */
  awaitsGrants = false;
  /** True where controllers give every new namespace a service account, without which no Pod is admitted. */
  awaitsAccounts = false;
  fingerprint: Fingerprint | undefined;
  /** What is to be undone at the end, the last first. */
  readonly afterwards: (() => Promise<void>)[] = [];
  /** What came of the last server that was tried. */
  startAttempt: StartAttempt | undefined;
  /** The first error of a step. */
  failure: unknown;
  /** Why the adapter need not show this scenario. */
  notApplicable: string | undefined;
  #last: Exchange | undefined;
  #hasWritten = false;
  readonly #namespaces = new Set<string>();
  readonly #clusterScoped = new Set<string>();
  readonly #touched = new Set<ResourceAddress>();

  /** The verdict on this scenario, given cucumber's own status of it. */
  verdict(status: string): ScenarioVerdict {
    if (this.notApplicable !== undefined) return { verdict: 'notApplicable', reason: this.notApplicable };
    if (this.failure !== undefined) {
      const reason = this.failure instanceof Error ? this.failure.message : JSON.stringify(this.failure);
      return { verdict: verdictOf(this.failure), reason };
    }
    return status === 'PASSED'
      ? { verdict: 'passed' }
      : { verdict: 'error', reason: `cucumber says ${status}` };
  }

  get kubeApi(): KubeApi {
    return this.need('kubeApi');
  }

  /** A port of the session; without it the scenario is not applicable. */
  need<Name extends keyof Ports>(name: Name): NonNullable<Ports[Name]> {
    const port = this.ports[name];
    if (port === undefined) throw new NotApplicable(`the adapter does not offer the port ${name}`);
    return port;
  }

  /** The answer that `it` and `the answer` mean in an outcome. */
  get answer(): Exchange {
    assert.ok(this.#last !== undefined, 'nothing was sent yet');
    return this.#last;
  }

  /** One line about an exchange, the last one where none is given, with logical names. */
  told(made: Exchange = this.answer): string {
    return this.names.logical(describeExchange(made));
  }

  /** Sends one request of a step: expands variables, maps names, records the exchange, judges a Given. */
  async send(request: SentRequest): Promise<Exchange> {
    if (this.stepType === 'Action' && this.comparesState) this.fingerprint = await takeFingerprint(this);
    const made = await this.exchange(request);
    this.#last = made;
    if (this.stepType === 'Context' && !isAccepted(made)) throw new PrerequisiteUnmet(describeExchange(made));
    return made;
  }

  /**
   * Sends several, none waiting for another, while time passes. The answer is the list of answers, in the order of the
   * requests: `status`, `headers`, `body`.
   */
  async sendAtOnce(requests: readonly SentRequest[]): Promise<void> {
    const [first] = requests;
    assert.ok(first !== undefined, 'there is nothing to send');
    if (this.stepType === 'Action' && this.comparesState) this.fingerprint = await takeFingerprint(this);
    const all = Promise.all(requests.map((request) => this.exchange(request)));
    const made = await whileTimePasses(this.ports.clock, all, atOnceLimitMs);
    const body = made.map(({ status, headers, text, body: parsed }) => ({
      status,
      headers,
      body: parsed ?? text,
    }));
    const status = Math.max(...made.map((one) => one.status));
    const request = { user: first.user, method: first.method, path: first.path, headers: {} };
    this.#last = { request, status, headers: {}, text: JSON.stringify(body), body };
  }

  /** Makes something else that was found out `the answer`. */
  tell(found: unknown): void {
    const request = { user: 'admin', method: 'GET', path: '/', headers: {} };
    const body: unknown = JSON.parse(JSON.stringify(found));
    this.#last = { request, status: 200, headers: {}, text: JSON.stringify(body), body };
  }

  /** As `send`, but leaves `the answer` as it is: for looking, not for acting. */
  async exchange({ user: actor, method, path, body, headers }: SentRequest): Promise<Exchange> {
    const { user, port, node } = actorOf(actor);
    const mapped = this.names.path(this.variables.expand(path));
    await this.#ensureNamespaceOf(mapped);
    await this.#letGrantsTakeEffect();
    const certificate = this.certificates.get(user);
    const request: HttpRequest = {
      user,
      method,
      path: mapped,
      headers: { accept: 'application/json', ...this.#asNode(node), ...headers },
      ...(body === undefined ? {} : { body }),
      ...(certificate === undefined ? {} : { certificate }),
    };
    const made = await exchange(this.need(port), request);
    this.#hasWritten ||= method !== 'GET' && isAccepted(made);
    this.history.push(this.names.logical(describeExchange(made)));
    this.#notice(made);
    await this.#letAccountCome(made);
    return {
      ...made,
      headers: JSON.parse(this.names.logical(JSON.stringify(made.headers))) as Exchange['headers'],
      text: this.names.logical(made.text),
      body: this.#logicalBody(made.body),
    };
  }

  async openWatch(
    actor: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<WatchRecording> {
    const { user, port, node } = actorOf(actor);
    const mapped = this.names.path(this.variables.expand(path));
    await this.#ensureNamespaceOf(mapped);
    await this.#letGrantsTakeEffect();
    const withWatch = `${mapped}${mapped.includes('?') ? '&' : '?'}watch=true`;
    const request = {
      user,
      method: 'GET',
      path: withWatch,
      headers: { accept: 'application/json', ...this.#asNode(node), ...headers },
    };
    const answer = await this.need(port).send(request);
    this.history.push(this.names.logical(`${user} GET ${withWatch} → ${answer.status} (watch)`));
    const { status, headers: answered } = answer;
    this.#last = { request, status, headers: answered, text: '', body: undefined };
    const bookmarks = /[?&]allowWatchBookmarks=(true|1)/.test(withWatch);
    return new WatchRecording(answer, { decode: (line) => this.names.logical(line), bookmarks });
  }

  /** Who may do everything may act as a node's kubelet. */
  #asNode(node: string | undefined): Readonly<Record<string, string>> {
    if (node === undefined) return {};
    return {
      'impersonate-user': `system:node:${this.names.clusterScoped(node)}`,
      'impersonate-group': 'system:nodes',
    };
  }

  async #letGrantsTakeEffect(): Promise<void> {
    if (!this.awaitsGrants || !this.#hasWritten) return;
    this.#hasWritten = false;
    await this.need('clock').settle();
  }

  #logicalBody(body: unknown): unknown {
    return body === undefined
      ? undefined
      : withoutFurniture(JSON.parse(this.names.logical(JSON.stringify(body))));
  }

  /** The namespaces of a scenario come into being at their first mention, unless the scenario names a missing one. */
  async #ensureNamespaceOf(path: string): Promise<void> {
    const namespace = /\/namespaces\/([^/?]+)\//.exec(path)?.[1];
    if (namespace === undefined || namespace !== this.names.home || this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    await this.createNamespace(namespace);
  }

  /** Creates a namespace by its real name. */
  async createNamespace(name: string): Promise<void> {
    const body = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const request = { user: 'admin', method: 'POST', path: '/api/v1/namespaces', headers, body };
    const made = await exchange(this.kubeApi, request);
    if (!isAccepted(made)) throw new PrerequisiteUnmet(describeExchange(made));
    await this.#letAccountCome(made);
  }

  /** A namespace is of use once its service account is there. */
  async #letAccountCome({ request, status, body }: Exchange): Promise<void> {
    if (!this.awaitsAccounts || status !== 201 || !/^\/api\/v1\/namespaces(?:$|\?)/.test(request.path))
      return;
    const { metadata } = body as { readonly metadata?: { readonly name?: string } };
    if (request.path.includes('dryRun') || metadata?.name === undefined) return;
    await defaultAccount(this.kubeApi, this.ports.clock, metadata.name);
  }

  #notice({ request, status, body }: Exchange): void {
    const segments = request.path.split('?')[0]?.split('/') ?? [];
    for (const resource of resources) if (segments.includes(resource.plural)) this.#touched.add(resource);
    if (status !== 201) return;
    const plural = request.path.split('?')[0]?.split('/').at(-1);
    this.#noticeMade(
      body,
      resources.find((candidate) => candidate.plural === plural),
    );
  }

  /** Says that the scenario has made this object on another way than through the API. */
  noticeObject(object: unknown): void {
    const { apiVersion, kind } = (object ?? {}) as { readonly apiVersion?: string; readonly kind?: string };
    this.#noticeMade(object, resourceOfObject(apiVersion, kind));
  }

  #noticeMade(object: unknown, resource: ResourceAddress | undefined): void {
    const metadata = (object as { readonly metadata?: { readonly name?: string } } | undefined)?.metadata;
    if (resource === undefined || resource.namespaced || metadata?.name === undefined) return;
    this.#clusterScoped.add(`${collectionPath(resource, undefined)}/${metadata.name}`);
    if (resource.plural === 'namespaces') this.#namespaces.add(metadata.name);
  }

  /** Real names of the namespaces that this scenario has made, for fingerprints. */
  get namespaces(): readonly string[] {
    return [...this.#namespaces];
  }

  /** The resources that this scenario has named in any path. */
  get touchedResources(): readonly ResourceAddress[] {
    return [...this.#touched];
  }

  /** Real paths of the cluster-scoped objects that this scenario has made. */
  get clusterScopedPaths(): readonly string[] {
    return [...this.#clusterScoped];
  }

  /** Ends the watches and, where `shared` is the way to a shared cluster, deletes what the scenario made. Never throws. */
  async cleanUp(shared: KubeApi | undefined): Promise<void> {
    for (const watch of this.watches.values()) watch.close();
    for (const undo of this.afterwards.splice(0).reverse()) await undo();
    if (shared === undefined) return;
    const { namespaces, clusterScopedPaths, touchedResources: resources } = this;
    await cleanUp(shared, { namespaces, clusterScopedPaths, resources });
  }
}

export interface SentRequest {
  /** Who sends it, and where to: `alice`, `bob at the other API server`. */
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}
