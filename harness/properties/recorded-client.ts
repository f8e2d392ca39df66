import type { Body, History, HistoryOperation } from '../history/history.ts';
import type { KubeApi, Ports } from '../ports/ports.ts';
import { withoutFurniture } from '../world/cluster-furniture.ts';
import { exchange, type Exchange } from '../world/exchange.ts';
import { collectionPath, groupVersionOf, resourceNamed } from '../world/resources.ts';
import { itemOf, valueKey, type Item, type KubeObject } from './item.ts';
import type { PropertyContext } from './property.ts';
import { RecordedWatch, type WatchRecord } from './recorded-watch.ts';

export interface Written {
  readonly status: number;
  /** Why it was refused, as the answer says; undefined where it was not. */
  readonly reason?: string;
  readonly item: Item;
}

export interface Write {
  readonly resource: string;
  readonly name: string;
  readonly value: string;
  /** The resource version that the write names. */
  readonly expected?: string;
  /** Bytes that the object is to carry beside its value. ConfigMaps only. */
  readonly bulk?: number;
}

const outcomes: Readonly<Record<number, HistoryOperation['outcome']>> = {
  404: 'notFound',
  409: 'conflict',
  410: 'expired',
};

/**
 * Writes small objects into a namespace of its own and records every write and every watch as a history. Values are
 * annotations, so that all kinds are written alike. Sends as `admin`.
 */
export class RecordedClient {
  readonly history: Body[] = [];
  readonly namespace: string;
  readonly #api: KubeApi;
  readonly #watches: RecordedWatch[] = [];
  #at = 0;

  constructor(api: KubeApi, namespace: string) {
    this.#api = api;
    this.namespace = namespace;
  }

  /** The history's own time: one tick per record, since judges care for the order alone. */
  tick(): number {
    this.#at += 1;
    return this.#at;
  }

  async create({ resource, name, value }: Write, client = 'admin'): Promise<Written> {
    const path = this.#collection(resource);
    return this.#write(
      'create',
      { resource, name, value },
      { client, method: 'POST', path, body: manifest({ resource, name, value }) },
    );
  }

  async replace(write: Write, client = 'admin'): Promise<Written> {
    const path = `${this.#collection(write.resource)}/${write.name}`;
    return this.#write('update', write, { client, method: 'PUT', path, body: manifest(write) });
  }

  /** A merge patch of the value, or, with `key`, of another annotation. */
  async patch(write: Write & { readonly key?: string }, client = 'admin'): Promise<Written> {
    const { resource, name, value, key = valueKey } = write;
    const path = `${this.#collection(resource)}/${name}`;
    const version = write.expected === undefined ? {} : { resourceVersion: write.expected };
    const body = { metadata: { annotations: { [key]: value }, ...version } };
    return this.#write('patch', write, { client, method: 'PATCH', path, body });
  }

  async remove(write: Omit<Write, 'value'>, client = 'admin'): Promise<Written> {
    const path = `${this.#collection(write.resource)}/${write.name}`;
    return this.#write('delete', write, { client, method: 'DELETE', path });
  }

  async read(resource: string, name: string): Promise<Exchange> {
    return this.send('GET', `${this.#collection(resource)}/${name}`);
  }

  /** The collection's own version and its items. */
  async list(resource: string): Promise<{ readonly revision: string; readonly items: readonly Item[] }> {
    const { body } = await this.send('GET', this.#collection(resource));
    const { metadata, items = [] } = withoutFurniture(body) as KubeObject;
    return { revision: metadata?.resourceVersion ?? '', items: items.map(itemOf) };
  }

  /** Opens a watch; without `from` it begins with what exists. Recorded under `name`, which a resumed watch may reuse. */
  async watch(
    resource: string,
    name: string,
    from?: string,
    { reads = true }: { readonly reads?: boolean } = {},
  ): Promise<RecordedWatch> {
    const path = `${this.#collection(resource)}?watch=true${from === undefined ? '' : `&resourceVersion=${from}`}`;
    const answer = await this.#api.send({
      user: 'admin',
      method: 'GET',
      path,
      headers: { accept: 'application/json' },
    });
    const scope = `${resource}/${this.namespace}/`;
    const fromRevision = from === undefined ? {} : { fromRevision: Number(from) };
    this.history.push({
      kind: 'watchStart',
      client: name,
      at: this.tick(),
      watch: name,
      scope,
      ...fromRevision,
    });
    const record = (entry: WatchRecord): void => void this.history.push({ ...entry, at: this.tick() });
    const watch = new RecordedWatch(answer, { name, scope, record, reads });
    this.#watches.push(watch);
    return watch;
  }

  async send(method: string, path: string, body?: unknown): Promise<Exchange> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return exchange(this.#api, {
      user: 'admin',
      method,
      path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
  }

  /** Ends the watches and deletes the namespace; what is left of it goes by itself. */
  async close(): Promise<void> {
    for (const watch of this.#watches) watch.close();
    await this.send('DELETE', `/api/v1/namespaces/${this.namespace}`).catch(() => undefined);
  }

  #collection(resource: string): string {
    return collectionPath(resourceNamed(resource), this.namespace);
  }

  async #write(
    op: HistoryOperation['op'],
    { resource, name, value, expected }: Omit<Write, 'value'> & { readonly value?: string },
    { client, method, path, body }: { client: string; method: string; path: string; body?: unknown },
  ): Promise<Written> {
    const at = this.tick();
    const { status, body: answer } = await this.send(method, path, body);
    const item = itemOf(answer ?? {});
    const accepted = status < 300;
    this.history.push({
      kind: 'operation',
      client,
      at,
      end: this.tick(),
      op,
      object: `${resource}/${this.namespace}/${name}`,
      outcome: accepted ? 'ok' : (outcomes[status] ?? 'refused'),
      ...(accepted && op !== 'delete' ? { revision: Number(item.revision) } : {}),
      ...(expected === undefined ? {} : { expectedRevision: Number(expected) }),
      ...(value === undefined ? {} : { value }),
    });
    const { reason } = (answer ?? {}) as { readonly reason?: unknown };
    return { status, item, ...(typeof reason === 'string' ? { reason } : {}) };
  }
}

function manifest({ resource: plural, name, value, expected, bulk }: Write): unknown {
  const resource = resourceNamed(plural);
  return {
    apiVersion: groupVersionOf(resource),
    kind: resource.kind,
    metadata: {
      name,
      annotations: { [valueKey]: value },
      ...(expected === undefined ? {} : { resourceVersion: expected }),
    },
    ...(bulk === undefined ? {} : { data: { bulk: 'x'.repeat(bulk) } }),
  };
}

/** A client with a namespace of its own, which is there when this resolves. */
export async function openRecordedClient(ports: Ports, namespace: string): Promise<RecordedClient> {
  if (ports.kubeApi === undefined) throw new Error('the adapter does not offer the port kubeApi');
  const client = new RecordedClient(ports.kubeApi, namespace);
  const made = await client.send('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  if (made.status !== 201)
    throw new Error(`the namespace ${namespace} was answered with ${made.status}: ${made.text}`);
  return client;
}

const casesOf = new WeakMap<PropertyContext, number>();

/** Runs one case in a namespace of its own; namespaces are numbered within the run. */
export async function inNamespace<Result>(
  context: PropertyContext,
  use: (client: RecordedClient) => Promise<Result>,
): Promise<Result> {
  const number = (casesOf.get(context) ?? 0) + 1;
  casesOf.set(context, number);
  const client = await openRecordedClient(context.ports, `plimsoll-${context.suffix}-${number}`);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** The records as a history that judges read. */
export function historyOf(records: readonly Body[], requirements: readonly string[]): History {
  return {
    header: { kind: 'history', version: 1, requirements: [...requirements] },
    records: records.map((record, index) => ({ line: index + 2, record })),
  };
}
