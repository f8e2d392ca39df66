import type {
  EtcdConnection,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { MemberEnd, MemberParts, MemberSettings } from '../etcd/member-parts.ts';
import type { MemberClient } from '../etcd/member-core.ts';
import type { EtcdMember, MemberStatus } from '../etcd/member.ts';
import { openEtcdMember } from '../etcd/open-member.ts';
import type { OpenMemberOptions } from '../etcd/open-member.ts';
import type { OpenPeerLink, PeerMessage } from '../etcd/peer/peer-link.ts';
import type { MemberId } from '../etcd/raft/types.ts';
import { EtcdError, refusals } from '../etcd/refusal.ts';
import type { StorageIdentity } from '../etcd/storage/types.ts';
import type { Environment } from '../sim/environment.ts';
import type { Disk } from '../sim/disk.ts';
import { createMortalDisk } from '../sim/mortal-disk.ts';
import { createMortalEnvironment, type MortalEnvironment } from '../sim/mortal-environment.ts';
import { createSimulatedDisk, type SimulatedDisk } from '../sim/simulated-disk.ts';
import type { SimulatedNetwork } from '../sim/simulated-network.ts';
import type { VirtualEnvironment } from '../sim/virtual-environment.ts';

/** Where an inside part may be replaced by another, a broken one for instance. */
export interface MemberSeams {
  readonly disk?: (disk: Disk) => Disk;
  readonly assemble?: (parts: MemberParts, environment: Environment) => MemberParts;
  /** Told when a member leaves for good by itself. */
  readonly onEnd?: (name: string, why: MemberEnd) => void;
  readonly settings?: Omit<MemberSettings, 'name'>;
}

/** What travels between members: only those of one cluster hear each other. */
export interface Envelope {
  readonly clusterId: string;
  readonly message: PeerMessage;
}

export interface MemberPlace {
  readonly name: string;
  readonly network: SimulatedNetwork<Envelope>;
  readonly placeOf: (id: MemberId) => string;
}

type StartOptions = Omit<OpenMemberOptions, 'disk' | 'openLink' | 'onEnd' | 'name'>;

/** One run of a member, from its start to its death. */
interface Life {
  readonly environment: MortalEnvironment;
  readonly opened: Promise<EtcdMember>;
  member: EtcdMember | undefined;
  client: MemberClient | undefined;
  leave: () => void;
}

const unreachable = {
  code: 'UNAVAILABLE',
  message: 'the member does not answer: it is not running',
} as const;

/** A member with its disk, through all its lives. */
export class SimulatedMember {
  readonly name: string;
  id: MemberId | undefined;
  readonly #environment: VirtualEnvironment;
  readonly #place: MemberPlace;
  readonly #seams: MemberSeams;
  readonly #disk: SimulatedDisk;
  readonly #breaks = new Set<() => void>();
  #options: StartOptions = {};
  #life: Life | undefined;

  constructor(environment: VirtualEnvironment, place: MemberPlace, seams: MemberSeams) {
    this.#environment = environment;
    this.#place = place;
    this.#seams = seams;
    this.name = place.name;
    this.#disk = createSimulatedDisk({ environment, name: place.name });
  }

  start(options: StartOptions): void {
    this.#options = options;
    this.restart();
  }

  restart(): void {
    this.kill();
    const environment = createMortalEnvironment(this.#environment);
    const disk = createMortalDisk(this.#disk, environment);
    const life: Life = {
      environment,
      member: undefined,
      client: undefined,
      leave: () => undefined,
      opened: openEtcdMember(environment, {
        ...this.#options,
        name: this.name,
        disk: this.#seams.disk?.(disk) ?? disk,
        openLink: (identity) => this.#openLink(life, identity),
        assemble: (parts) => this.#seams.assemble?.(parts, environment) ?? parts,
        ...this.#seams.settings,
        onEnd: (why) => {
          this.#seams.onEnd?.(this.name, why);
          if (this.#life === life) this.kill();
        },
      }).then(({ member, identity }) => {
        this.id = identity.memberId;
        life.member = member;
        return member;
      }),
    };
    // A member that cannot start says so to whoever asks it.
    life.opened.catch(() => undefined);
    this.#life = life;
  }

  kill(): void {
    this.#end('nothing');
  }

  powerOff(): void {
    this.#end('unsynced');
  }

  pause(): void {
    this.#life?.environment.pause();
  }

  resume(): void {
    this.#life?.environment.resume();
  }

  /** The disk that outlives the member. */
  get disk(): SimulatedDisk {
    return this.#disk;
  }

  /** Undefined where it is not running, or not yet. */
  get running(): EtcdMember | undefined {
    return this.#life?.member;
  }

  statusNow(): MemberStatus | undefined {
    return this.#life?.member?.status();
  }

  /** Rejects with UNAVAILABLE where the member is not running, or dies before it answers; waits where it is paused. */
  ask<Answer>(question: (member: EtcdMember) => Promise<Answer>): Promise<Answer> {
    const life = this.#life;
    if (life === undefined) return Promise.reject(new EtcdError(unreachable));
    return new Promise<Answer>((resolve, reject) => {
      const end = (settle: () => void): void => {
        life.environment.whenAwake(() => {
          this.#breaks.delete(cut);
          settle();
        });
      };
      const cut = (): void => {
        this.#breaks.delete(cut);
        reject(new EtcdError(unreachable));
      };
      this.#breaks.add(cut);
      life.environment.whenAwake(() => {
        life.opened.then(question).then(
          (answer) => {
            end(() => {
              resolve(answer);
            });
          },
          (error: unknown) => {
            end(() => {
              reject(error instanceof Error ? error : new Error(String(error)));
            });
          },
        );
      });
    });
  }

  /** A client's connection: it survives the member's deaths, its requests do not. */
  connect(): EtcdConnection {
    const open = new Set<EtcdWatchHandle>();
    let isClosed = false;
    const call =
      <Request, Answer>(send: (client: MemberClient, request: Request) => Promise<Answer>) =>
      (request: Request): Promise<Answer> =>
        isClosed
          ? Promise.reject(new EtcdError(refusals.stopped))
          : this.ask((member) => send(this.#client(member), request));
    return {
      range: call((client, request) => client.range(request)),
      put: call((client, request) => client.put(request)),
      deleteRange: call((client, request) => client.deleteRange(request)),
      txn: call((client, request) => client.txn(request)),
      compact: call((client, request) => client.compact(request)),
      leaseGrant: call((client, request) => client.leaseGrant(request)),
      leaseRevoke: call((client, request) => client.leaseRevoke(request)),
      leaseKeepAlive: call((client, request) => client.leaseKeepAlive(request)),
      leaseTimeToLive: call((client, request) => client.leaseTimeToLive(request)),
      watch: (request, onResponse) => {
        const handle = this.#watch(request, onResponse);
        open.add(handle);
        return handle;
      },
      close: () => {
        isClosed = true;
        for (const handle of open) handle.close();
        return Promise.resolve();
      },
    };
  }

  #end(loses: 'nothing' | 'unsynced'): void {
    const life = this.#life;
    this.#life = undefined;
    life?.environment.kill();
    life?.leave();
    this.#disk.crash({ loses });
    for (const cut of [...this.#breaks]) cut();
  }

  #client(member: EtcdMember): MemberClient {
    const life = this.#life;
    if (life?.member !== member) return member.connect();
    return (life.client ??= member.connect());
  }

  #watch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): EtcdWatchHandle {
    const life = this.#life;
    let inner: EtcdWatchHandle | undefined;
    let isOpen = true;
    const end = (): void => {
      isOpen = false;
      this.#breaks.delete(cut);
    };
    const deliver = (response: EtcdWatchResponse): void => {
      if (!isOpen) return;
      if (response.canceled) end();
      onResponse(response);
    };
    const cut = (): void => {
      const response = lostWatch(unreachable.message);
      void Promise.resolve().then(() => {
        deliver(response);
      });
    };
    if (life === undefined) cut();
    else {
      this.#breaks.add(cut);
      life.environment.whenAwake(() => {
        life.opened.then((member) => {
          if (!isOpen || life.environment.isDead) return;
          inner = this.#client(member).watch(request, (response) => {
            life.environment.whenAwake(() => {
              deliver(response);
            });
          });
        }, cut);
      });
    }
    return {
      requestProgress: () => {
        life?.environment.whenAwake(() => {
          inner?.requestProgress();
        });
      },
      close: () => {
        end();
        inner?.close();
      },
    };
  }

  #openLink(life: Life, identity: StorageIdentity): OpenPeerLink {
    this.id = identity.memberId;
    const { network, placeOf } = this.#place;
    const open: OpenPeerLink = (handlers) => {
      const { clusterId } = identity;
      const place = network.join(this.name, (envelope) => {
        life.environment.whenAwake(() => {
          if (envelope.clusterId === clusterId) handlers.receive(envelope.message);
        });
      });
      life.leave = (): void => {
        place.leave();
      };
      return {
        send: (message) => {
          place.send(placeOf(message.to), { clusterId, message });
        },
        setMembers: () => undefined,
        isConnected: () => undefined,
        close: () => {
          place.leave();
          return Promise.resolve();
        },
      };
    };
    return open;
  }
}

function lostWatch(cancelReason: string): EtcdWatchResponse {
  const header = { clusterId: '0', memberId: '0', revision: 0, raftTerm: 0 };
  return { header, created: false, canceled: true, compactRevision: 0, cancelReason, events: [] };
}
