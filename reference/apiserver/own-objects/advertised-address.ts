import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../../sim/environment.ts';
import { listAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { HandleApiRequest } from '../message.ts';
import { prefixEnd, utf8 } from '../registry/store-key.ts';
import { sendAsServer } from './own-request.ts';

export interface AdvertisedAddressOptions {
  /** Where all keys begin, ending in a slash. */
  readonly root: string;
  /** Where this server is reached from inside the cluster; not a loopback address. */
  readonly address: string;
  readonly port: number;
}

/** A server that says nothing for so long is taken for gone. Both as kube-apiserver. */
const ttlSeconds = 15;
const renewMs = 10_000;
const serviceName = 'kubernetes';

/**
 * Tells under which addresses the API is reached from inside: the Endpoints and EndpointSlice `kubernetes` in namespace
 * `default`. Every server keeps a key with its address in the store, under a lease; whose lease runs out is left out. Keys are
 * those of kube-apiserver, so that servers of both kinds can share a store.
 */
export class AdvertisedAddress {
  readonly #environment: Environment;
  readonly #store: EtcdConnection;
  readonly #handle: HandleApiRequest;
  readonly #options: AdvertisedAddressOptions;
  #lease = 0;
  #timer: Timer | undefined;
  /** Ports are put right at the start only, as upstream: of servers that listen on different ones the last to start has its way. */
  #hasTold = false;
  #isStopped = false;

  constructor(
    environment: Environment,
    { store, handle }: { readonly store: EtcdConnection; readonly handle: HandleApiRequest },
    options: AdvertisedAddressOptions,
  ) {
    this.#environment = environment;
    this.#store = store;
    this.#handle = handle;
    this.#options = options;
  }

  /** Resolves when the address can be found. */
  async start(): Promise<void> {
    await this.#renewOrTell();
    this.#arm();
  }

  /** Takes the address back. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    if (this.#lease === 0) return;
    try {
      await this.#store.leaseRevoke({ id: this.#lease });
      await this.#publish(await this.#addresses());
    } catch (error) {
      this.#tell(error);
    }
  }

  #arm(): void {
    if (this.#isStopped) return;
    this.#timer = this.#environment.timers.after(renewMs, () => {
      void this.#renewOrTell().finally(() => {
        this.#arm();
      });
    });
  }

  /** A store that does not answer is tried again at the next turn. */
  async #renewOrTell(): Promise<void> {
    try {
      await this.#renew();
      const addresses = await this.#addresses();
      if (addresses.length === 0) return;
      await this.#publish(addresses);
      this.#hasTold = true;
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#environment.trace.record({ actor: 'apiserver', action: 'fail', object: 'address', detail });
  }

  async #renew(): Promise<void> {
    if (this.#lease !== 0) {
      const { ttlSeconds: left } = await this.#store.leaseKeepAlive({ id: this.#lease });
      if (left > 0) return;
    }
    const { id } = await this.#store.leaseGrant({ ttlSeconds });
    const { root, address } = this.#options;
    const value = { kind: 'Endpoints', apiVersion: 'v1', subsets: [{ addresses: [{ ip: address }] }] };
    await this.#store.put({
      key: utf8(`${root}masterleases/${address}`),
      value: utf8(JSON.stringify(value)),
      lease: id,
    });
    this.#lease = id;
  }

  /** Of all servers, in the order of their texts. */
  async #addresses(): Promise<readonly string[]> {
    const prefix = `${this.#options.root}masterleases/`;
    const { kvs } = await this.#store.range({
      key: utf8(prefix),
      rangeEnd: prefixEnd(prefix),
      keysOnly: true,
    });
    return kvs.map(({ key }) => new TextDecoder().decode(key).slice(prefix.length));
  }

  async #publish(addresses: readonly string[]): Promise<void> {
    const ports = [{ name: 'https', port: this.#options.port, protocol: 'TCP' }];
    const subsets = addresses.length === 0 ? [] : [{ addresses: addresses.map((ip) => ({ ip })), ports }];
    await this.#ensure('/api/v1/namespaces/default/endpoints', {
      kind: 'Endpoints',
      apiVersion: 'v1',
      metadata: { name: serviceName, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets,
    });
    await this.#ensure('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      metadata: { name: serviceName, labels: { 'kubernetes.io/service-name': serviceName } },
      addressType:
        addresses.every((address) => address.includes(':')) && addresses.length > 0 ? 'IPv6' : 'IPv4',
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
      ports,
    });
  }

  async #ensure(collection: string, wanted: Fields): Promise<void> {
    const path = `${collection}/${serviceName}`;
    const present = await sendAsServer(this.#handle, { method: 'GET', path });
    if (present.status === 404) {
      await sendAsServer(this.#handle, { method: 'POST', path: collection, object: wanted });
      return;
    }
    const isSame = (read: (object: Fields) => string): boolean => read(present.body) === read(wanted);
    if (present.status !== 200 || (isSame(addressesIn) && (this.#hasTold || isSame(portsIn)))) return;
    const object = { ...wanted, metadata: present.body['metadata'] };
    await sendAsServer(this.#handle, { method: 'PUT', path, object });
  }
}

/** Addresses of either kind as one text. */
function addressesIn(object: Fields): string {
  const subsets = objectsAt(object, 'subsets');
  const ips = subsets.flatMap((subset) => objectsAt(subset, 'addresses').map((entry) => textAt(entry, 'ip')));
  const endpoints = objectsAt(object, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses'));
  return JSON.stringify([ips, endpoints]);
}

function portsIn(object: Fields): string {
  const subsets = objectsAt(object, 'subsets').flatMap((subset) => objectsAt(subset, 'ports'));
  return JSON.stringify([...subsets, ...objectsAt(object, 'ports')].map(({ port }) => port));
}
