import type { Whole, WireLease, WireLeases, WireLeaseTimeToLive } from '../../../schemas/etcd/wire-types.ts';
import type { EtcdResponseHeader } from '../../../schemas/types/etcd.ts';
import type { MemberClient } from '../member-core.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { GrpcFailure } from './grpc-status.ts';
import { described, describedUnary } from './method.ts';
import type { MessageReceiver, Service, StreamCall } from './method.ts';

interface LeaseRequest {
  readonly ID: Whole;
}

/**
 * Leases. Ids are 63 bits on the wire and 53 here: a lease cannot be granted under an id that does not fit, since the id
 * would silently become another, and such a lease is never found.
 */
export function leaseService(client: MemberClient, header: () => EtcdResponseHeader): Service {
  return {
    LeaseGrant: describedUnary('Lease', 'LeaseGrant', async (request: Omit<WireLease, 'header'>) => {
      const id = knownId(request.ID);
      if (id === undefined) {
        const most = Number.MAX_SAFE_INTEGER;
        throw new GrpcFailure(
          'INVALID_ARGUMENT',
          `this store takes lease ids from 0 to ${most}, not ${request.ID}`,
        );
      }
      const granted = await client.leaseGrant({ ttlSeconds: Number(request.TTL), id });
      return { header: granted.header, ID: granted.id, TTL: granted.ttlSeconds };
    }),
    LeaseRevoke: describedUnary('Lease', 'LeaseRevoke', (request: LeaseRequest) => {
      const id = knownId(request.ID);
      if (id === undefined) throw new EtcdError(refusals.leaseNotFound);
      return client.leaseRevoke({ id });
    }),
    LeaseKeepAlive: {
      kind: 'stream',
      type: 'bidi_stream',
      open: (call) => new KeepAliveStream(client, call, header),
    },
    LeaseTimeToLive: describedUnary(
      'Lease',
      'LeaseTimeToLive',
      async (request: LeaseRequest & { readonly keys: boolean }): Promise<WireLeaseTimeToLive> => {
        const id = knownId(request.ID);
        const lease = id === undefined ? undefined : await client.leaseTimeToLive({ id, keys: request.keys });
        return {
          header: lease?.header ?? header(),
          ID: request.ID,
          TTL: lease?.ttlSeconds ?? -1,
          grantedTTL: lease?.grantedTtlSeconds ?? 0,
          keys: lease?.keys ?? [],
        };
      },
    ),
    LeaseLeases: describedUnary('Lease', 'LeaseLeases', async (): Promise<WireLeases> => {
      const leases = await client.leaseIds();
      return { header: header(), leases: leases.map((id) => ({ ID: id })) };
    }),
  };
}

/** Undefined where no lease can have that id. */
function knownId(id: Whole): number | undefined {
  const number = Number(id);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Answers keep-alives in the order in which they came. */
class KeepAliveStream implements MessageReceiver {
  readonly #client: MemberClient;
  readonly #call: StreamCall;
  readonly #header: () => EtcdResponseHeader;
  readonly #codec = described<LeaseRequest, WireLease>('Lease', 'LeaseKeepAlive');
  #answered: Promise<void> = Promise.resolve();

  constructor(client: MemberClient, call: StreamCall, header: () => EtcdResponseHeader) {
    this.#client = client;
    this.#call = call;
    this.#header = header;
  }

  message(bytes: Buffer): void {
    const { ID } = this.#codec.decode(bytes);
    const id = knownId(ID);
    const answer = id === undefined ? undefined : this.#client.leaseKeepAlive({ id });
    // What fails is reported when its turn comes; until then it must not count as a rejection that nobody handles.
    answer?.catch(() => undefined);
    this.#answered = this.#answered
      .then(async () => {
        const lease = await answer;
        const header = lease?.header ?? this.#header();
        this.#call.send(this.#codec.write, { header, ID, TTL: lease?.ttlSeconds ?? 0 });
      })
      .catch((error: unknown) => {
        this.#call.fail(error);
      });
  }

  halfClosed(): void {
    void this.#answered.then(() => {
      this.#call.end();
    });
  }

  over(): void {
    // Nothing is held.
  }

  drained(): void {
    // Answers are as many as questions; nothing waits.
  }
}
