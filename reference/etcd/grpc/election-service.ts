import type { Whole } from '../../../schemas/etcd/wire-types.ts';
import type {
  EtcdCompare,
  EtcdKeyValue,
  EtcdRequestOp,
  EtcdResponseHeader,
} from '../../../schemas/types/etcd.ts';
import type { MemberClient, PausableWatch } from '../member-core.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { GrpcFailure } from './grpc-status.ts';
import { sessionLease } from './lock-service.ts';
import { described, describedUnary } from './method.ts';
import type { CallContext, MessageReceiver, Service, StreamCall } from './method.ts';
import { QueueOfKeys } from './queue-of-keys.ts';

interface WireLeaderKey {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
  readonly rev: Whole;
  readonly lease: Whole;
}

interface WireCampaign {
  readonly name: Uint8Array;
  readonly lease: Whole;
  readonly value: Uint8Array;
}

interface WireLeader {
  readonly header: EtcdResponseHeader;
  readonly kv: EtcdKeyValue;
}

/** Elections: the oldest key under the name of an election is its leader, its value what the leader proclaims. */
export function electionService(client: MemberClient): Service {
  return {
    Campaign: describedUnary('Election', 'Campaign', (request: WireCampaign, context) =>
      campaign(client, request, context),
    ),
    Proclaim: describedUnary(
      'Election',
      'Proclaim',
      async ({ leader, value }: { readonly leader: WireLeaderKey | null; readonly value: Uint8Array }) => {
        const { key, rev, lease } = given(leader);
        const id = await sessionLease(client, lease);
        return whileLeading(client, { key, rev }, { put: { key, value: Uint8Array.from(value), lease: id } });
      },
    ),
    Leader: describedUnary('Election', 'Leader', async ({ name }: { readonly name: Uint8Array }) => {
      const { header, first } = await new QueueOfKeys(client, Uint8Array.from(name)).first();
      if (first === undefined) throw new GrpcFailure('UNKNOWN', 'election: no leader');
      return { header, kv: first };
    }),
    Observe: { kind: 'stream', type: 'server_stream', open: (call) => new LeaderStream(client, call) },
    Resign: describedUnary(
      'Election',
      'Resign',
      async ({ leader }: { readonly leader: WireLeaderKey | null }) => {
        const { key, rev } = given(leader);
        const { header } = await client.txn({
          compare: [isFrom(key, rev)],
          success: [{ deleteRange: { key } }],
          failure: [],
        });
        return { header };
      },
    ),
  };
}

async function campaign(client: MemberClient, request: WireCampaign, context: CallContext): Promise<object> {
  const name = Uint8Array.from(request.name);
  const value = Uint8Array.from(request.value);
  const queue = new QueueOfKeys(client, name);
  const lease = await sessionLease(client, request.lease);
  const place = await queue.enter(lease, value);
  const { key, createRevision: rev } = place;
  if (place.value !== undefined && !Buffer.from(place.value).equals(value)) {
    await whileLeading(client, { key, rev }, { put: { key, value, lease } });
  }
  await queue.awaitTurn(place, context);
  return { header: place.header, leader: { name, key, rev, lease } };
}

function given(leader: WireLeaderKey | null): { key: Uint8Array; rev: number; lease: Whole } {
  if (leader === null) throw new GrpcFailure('INVALID_ARGUMENT', '"leader" field must be provided');
  return { key: Uint8Array.from(leader.key), rev: Number(leader.rev), lease: leader.lease };
}

function isFrom(key: Uint8Array, createRevision: number): EtcdCompare {
  return { key, result: 'EQUAL', target: { createRevision } };
}

async function whileLeading(
  client: MemberClient,
  { key, rev }: { readonly key: Uint8Array; readonly rev: number },
  operation: EtcdRequestOp,
): Promise<{ readonly header: EtcdResponseHeader }> {
  const { header, succeeded } = await client.txn({
    compare: [isFrom(key, rev)],
    success: [operation],
    failure: [],
  });
  if (!succeeded) throw new GrpcFailure('UNKNOWN', 'election: not leader');
  return { header };
}

/** Tells the leader that there is, each one that follows, and what they proclaim. */
class LeaderStream implements MessageReceiver {
  readonly #client: MemberClient;
  readonly #call: StreamCall;
  readonly #codec = described<{ readonly name: Uint8Array }, WireLeader>('Election', 'Observe');
  #watch: PausableWatch | undefined;
  #looking = false;
  #changed = false;
  #told = 0;

  constructor(client: MemberClient, call: StreamCall) {
    this.#client = client;
    this.#call = call;
  }

  message(bytes: Buffer): void {
    const queue = new QueueOfKeys(this.#client, Uint8Array.from(this.#codec.decode(bytes).name));
    this.#watch = this.#client.watch(queue.range(), (response) => {
      if (response.canceled) this.#call.fail(new EtcdError(refusals.stopped));
      else this.#look(queue);
    });
  }

  halfClosed(): void {
    // The client has said all that it has to say with its one message.
  }

  over(): void {
    this.#watch?.close();
  }

  drained(): void {
    // A leader more or less: what waits is little.
  }

  /** One look at a time; what changes meanwhile is looked at after it. */
  #look(queue: QueueOfKeys): void {
    this.#changed = true;
    if (this.#looking) return;
    this.#looking = true;
    void this.#lookUntilQuiet(queue)
      .catch((error: unknown) => {
        this.#call.fail(error);
      })
      .finally(() => {
        this.#looking = false;
      });
  }

  async #lookUntilQuiet(queue: QueueOfKeys): Promise<void> {
    while (this.#changed) {
      this.#changed = false;
      const { header, first } = await queue.first();
      if (first === undefined || first.modRevision === this.#told) continue;
      this.#told = first.modRevision;
      this.#call.send(this.#codec.write, { header, kv: first });
    }
  }
}
