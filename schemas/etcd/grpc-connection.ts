import { isIPv4 } from 'node:net';
import { Client, credentials, status } from '@grpc/grpc-js';
import type { ChannelCredentials, ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type {
  EtcdConnection,
  EtcdErrorCode,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../types/etcd.ts';
import {
  deleteRequestToWire,
  deleteResponseFromWire,
  headerFromWire,
  leaseFromWire,
  putRequestToWire,
  putResponseFromWire,
  rangeRequestToWire,
  rangeResponseFromWire,
  timeToLiveFromWire,
  txnRequestToWire,
  txnResponseFromWire,
  watchRequestToWire,
  watchResponseFromWire,
} from './messages.ts';
import { etcdMethod } from './services.ts';
import type { EtcdServiceName } from './services.ts';
import type {
  WireDeleteRangeResponse,
  WireHeader,
  WireLease,
  WireLeases,
  WireLeaseTimeToLive,
  WirePutResponse,
  WireRangeResponse,
  WireStatus,
  WireTxnResponse,
  WireWatchResponse,
} from './wire-types.ts';

export interface EtcdGrpcOptions {
  /** `127.0.0.1:2379`; several must be IPv4 addresses, and the first that answers serves. */
  readonly endpoints: readonly string[];
  /** Absent: plain text. */
  readonly credentials?: ChannelCredentials;
  /**
   * Chooses the id of a lease for which the caller names none. The ids that servers choose need 63 bits, more than a
   * number of this language holds, so the client chooses.
   */
  newLeaseId(): number;
  /** Absent: ten seconds. */
  readonly requestTimeoutMs?: number;
}

/** A connection to an etcd over gRPC; also tells the server's status and which leases there are. */
export interface EtcdGrpcConnection extends EtcdConnection {
  leaseIds(): Promise<readonly number[]>;
  status(): Promise<{ readonly version: string; readonly memberId: string; readonly revision: number }>;
}

/** Refusals and broken connections, as the contract of `EtcdConnection` has them: match on `code`. */
export class EtcdGrpcError extends Error {
  readonly code: EtcdErrorCode;

  constructor(code: EtcdErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EtcdGrpcError';
    this.code = code;
  }
}

/** Connects lazily: a server that is not there shows at the first request. */
export function connectEtcd(options: EtcdGrpcOptions): EtcdGrpcConnection {
  return new GrpcConnection(options);
}

const knownCodes: Readonly<Partial<Record<number, EtcdErrorCode>>> = {
  [status.INVALID_ARGUMENT]: 'INVALID_ARGUMENT',
  [status.NOT_FOUND]: 'NOT_FOUND',
  [status.ALREADY_EXISTS]: 'ALREADY_EXISTS',
  [status.FAILED_PRECONDITION]: 'FAILED_PRECONDITION',
  [status.OUT_OF_RANGE]: 'OUT_OF_RANGE',
  [status.RESOURCE_EXHAUSTED]: 'RESOURCE_EXHAUSTED',
  [status.UNAVAILABLE]: 'UNAVAILABLE',
  [status.CANCELLED]: 'UNAVAILABLE',
  [status.DEADLINE_EXCEEDED]: 'DEADLINE_EXCEEDED',
};

export function etcdErrorOf(error: ServiceError): EtcdGrpcError {
  return new EtcdGrpcError(knownCodes[error.code] ?? 'UNKNOWN', error.details, { cause: error });
}

/** grpc-js takes a list of addresses of one kind only. */
function targetOf(endpoints: readonly string[]): string {
  const [first] = endpoints;
  if (first === undefined) throw new Error('no etcd endpoint is given');
  if (endpoints.length === 1) return first;
  const stranger = endpoints.find((endpoint) => !isIPv4(endpoint.split(':')[0] ?? ''));
  if (stranger !== undefined) {
    throw new Error(`several etcd endpoints must be IPv4 addresses with ports, and ${stranger} is none`);
  }
  return `ipv4:${endpoints.join(',')}`;
}

class GrpcConnection implements EtcdGrpcConnection {
  readonly #client: Client;
  readonly #options: EtcdGrpcOptions;
  readonly #watches = new Set<EtcdWatchHandle>();

  constructor(options: EtcdGrpcOptions) {
    this.#options = options;
    this.#client = new Client(
      targetOf(options.endpoints),
      options.credentials ?? credentials.createInsecure(),
      {
        'grpc.max_receive_message_length': -1,
        'grpc.max_send_message_length': -1,
        // Nobody waits out the pause that another connection makes before it tries a server again.
        'grpc.use_local_subchannel_pool': 1,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 1000,
      },
    );
  }

  async range(request: Parameters<EtcdConnection['range']>[0]): ReturnType<EtcdConnection['range']> {
    return rangeResponseFromWire(
      await this.#call<WireRangeResponse>('KV', 'Range', rangeRequestToWire(request)),
    );
  }

  async put(request: Parameters<EtcdConnection['put']>[0]): ReturnType<EtcdConnection['put']> {
    return putResponseFromWire(await this.#call<WirePutResponse>('KV', 'Put', putRequestToWire(request)));
  }

  async deleteRange(
    request: Parameters<EtcdConnection['deleteRange']>[0],
  ): ReturnType<EtcdConnection['deleteRange']> {
    const wire = deleteRequestToWire(request);
    return deleteResponseFromWire(await this.#call<WireDeleteRangeResponse>('KV', 'DeleteRange', wire));
  }

  async txn(request: Parameters<EtcdConnection['txn']>[0]): ReturnType<EtcdConnection['txn']> {
    return txnResponseFromWire(await this.#call<WireTxnResponse>('KV', 'Txn', txnRequestToWire(request)));
  }

  async compact(request: Parameters<EtcdConnection['compact']>[0]): ReturnType<EtcdConnection['compact']> {
    return this.#headerOnly(await this.#call('KV', 'Compact', request));
  }

  watch(request: EtcdWatchCreateRequest, onResponse: (response: EtcdWatchResponse) => void): EtcdWatchHandle {
    const stream = this.#openStream<WireWatchResponse>('Watch', 'Watch');
    let open = true;
    const end = (): void => {
      open = false;
      this.#watches.delete(handle);
      stream.cancel();
    };
    stream.on('data', (wire: WireWatchResponse) => {
      if (!open) return;
      const response = watchResponseFromWire(wire);
      if (response.canceled) end();
      onResponse(response);
    });
    stream.on('error', (error: ServiceError) => {
      if (!open) return;
      end();
      onResponse(brokenWatch(etcdErrorOf(error).message));
    });
    stream.on('end', () => {
      if (!open) return;
      end();
      onResponse(brokenWatch('the server ended the stream'));
    });
    const handle: EtcdWatchHandle = {
      requestProgress: () => {
        if (open) stream.write({ progressRequest: {} });
      },
      close: end,
    };
    this.#watches.add(handle);
    stream.write({ createRequest: watchRequestToWire(request) });
    return handle;
  }

  async leaseGrant(
    request: Parameters<EtcdConnection['leaseGrant']>[0],
  ): ReturnType<EtcdConnection['leaseGrant']> {
    const named = request.id ?? 0;
    const wire = { TTL: request.ttlSeconds, ID: named === 0 ? this.#options.newLeaseId() : named };
    return leaseFromWire(await this.#call<WireLease>('Lease', 'LeaseGrant', wire));
  }

  async leaseRevoke(
    request: Parameters<EtcdConnection['leaseRevoke']>[0],
  ): ReturnType<EtcdConnection['leaseRevoke']> {
    return this.#headerOnly(await this.#call('Lease', 'LeaseRevoke', { ID: request.id }));
  }

  leaseKeepAlive(
    request: Parameters<EtcdConnection['leaseKeepAlive']>[0],
  ): ReturnType<EtcdConnection['leaseKeepAlive']> {
    const stream = this.#openStream<WireLease>('Lease', 'LeaseKeepAlive');
    return new Promise((resolve, reject) => {
      stream.on('data', (wire: WireLease) => {
        resolve(leaseFromWire(wire));
        stream.end();
      });
      stream.on('error', (error: ServiceError) => {
        reject(etcdErrorOf(error));
      });
      stream.on('end', () => {
        reject(new EtcdGrpcError('UNAVAILABLE', 'the server ended the stream'));
      });
      stream.write({ ID: request.id });
    });
  }

  async leaseTimeToLive(
    request: Parameters<EtcdConnection['leaseTimeToLive']>[0],
  ): ReturnType<EtcdConnection['leaseTimeToLive']> {
    const wire = { ID: request.id, keys: request.keys ?? false };
    return timeToLiveFromWire(await this.#call<WireLeaseTimeToLive>('Lease', 'LeaseTimeToLive', wire));
  }

  async leaseIds(): Promise<readonly number[]> {
    const { leases } = await this.#call<WireLeases>('Lease', 'LeaseLeases', {});
    return leases.map((lease) => Number(lease.ID));
  }

  async status(): Promise<{
    readonly version: string;
    readonly memberId: string;
    readonly revision: number;
  }> {
    const wire = await this.#call<WireStatus>('Maintenance', 'Status', {});
    const { memberId, revision } = headerFromWire(wire.header);
    return { version: wire.version, memberId, revision };
  }

  close(): Promise<void> {
    for (const watch of [...this.#watches]) watch.close();
    this.#client.close();
    return Promise.resolve();
  }

  #headerOnly(response: { readonly header: WireHeader | null }): {
    readonly header: ReturnType<typeof headerFromWire>;
  } {
    return { header: headerFromWire(response.header) };
  }

  #call<Response extends { readonly header: WireHeader | null } = { readonly header: WireHeader | null }>(
    service: EtcdServiceName,
    name: string,
    request: object,
  ): Promise<Response> {
    const method = etcdMethod(service, name);
    const deadline = Date.now() + (this.#options.requestTimeoutMs ?? 10_000);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline },
        (error, response) => {
          if (error !== null) reject(etcdErrorOf(error));
          else resolve(response as Response);
        },
      );
    });
  }

  #openStream<Response>(service: EtcdServiceName, name: string): ClientDuplexStream<object, Response> {
    const method = etcdMethod(service, name);
    return this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      (bytes) => method.responseDeserialize(bytes) as Response,
    );
  }
}

/** How a watch ends that the server did not end: as a cancellation that says why. */
function brokenWatch(reason: string): EtcdWatchResponse {
  return {
    header: headerFromWire(null),
    created: false,
    canceled: true,
    compactRevision: 0,
    cancelReason: reason,
    events: [],
  };
}
