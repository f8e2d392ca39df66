import { readFileSync } from 'node:fs';
import { createEtcdMember } from '../etcd/etcd-member.ts';
import { serveEtcd, type EtcdServer, type EtcdServerOptions } from '../etcd/grpc/server.ts';
import type { MemberEnd, MemberSettings } from '../etcd/member-parts.ts';
import type { ClusterMember, EtcdMember } from '../etcd/member.ts';
import { openEtcdMember, type InitialMember, type OpenMemberOptions } from '../etcd/open-member.ts';
import { askForMembers } from '../etcd/peer/member-inquiry.ts';
import type { PeerSecurity } from '../etcd/peer/peer-socket.ts';
import { TcpPeers } from '../etcd/peer/tcp-peers.ts';
import { readIdentity } from '../etcd/storage/durable-storage.ts';
import type { Disk } from '../sim/disk.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostDisk } from '../sim/host-disk.ts';
import { refusingToStart, StartError } from './start-error.ts';

/** One member of an etcd as a server of its own. */
export interface StartMemberOptions extends MemberSettings {
  readonly name: string;
  /** Where it keeps its log; it is made where it does not exist. Absent: it is alone, and keeps nothing. */
  readonly dataDir?: string;
  readonly client: EtcdServerOptions;
  /** Absent: it has no peers and takes none. */
  readonly peer?: {
    readonly host: string;
    readonly port: number;
    /** Files in PEM form. */
    readonly certFile?: string;
    readonly keyFile?: string;
    readonly trustedCaFile?: string;
  };
  /** All first members, this one among them; absent: this one alone. */
  readonly initialCluster?: readonly InitialMember[];
  /** `existing`: it joins a cluster that was told of it. Matters only where the data directory is empty. */
  readonly initialClusterState?: 'new' | 'existing';
  readonly token?: string;
  readonly onEnd?: (why: MemberEnd) => void;
}

export interface RunningMember {
  readonly member: EtcdMember;
  readonly server: EtcdServer;
  /** Where its peers find it; undefined where it has none. */
  readonly peerPort: number | undefined;
  /** What the recovery of its log cut off, a sentence each. */
  readonly repaired: readonly string[];
  stop(): Promise<void>;
}

/** Starts a member and serves it. Rejects with a `StartError` whose message says what to do; nothing is left open then. */
export async function startMember(
  environment: Environment,
  options: StartMemberOptions,
): Promise<RunningMember> {
  if (options.dataDir === undefined) {
    if (options.peer !== undefined)
      throw new StartError('a member with peers keeps a log: name a directory for it with --data-dir');
    const member = createEtcdMember(environment, options);
    return served(options, { member, repaired: [], peers: undefined, peerPort: undefined });
  }
  const peers = options.peer === undefined ? undefined : createPeers(environment, options.peer);
  const peerPort = peers === undefined ? undefined : await refusingToStart(peers.listen());
  try {
    const opened = await refusingToStart(openMember(environment, options, peers));
    return await served(options, { ...opened, peers, peerPort });
  } catch (error) {
    await peers?.close();
    throw error;
  }
}

interface Opened {
  readonly member: EtcdMember;
  readonly repaired: readonly string[];
}

async function openMember(
  environment: Environment,
  options: StartMemberOptions,
  peers: TcpPeers | undefined,
): Promise<Opened> {
  const running: { member?: EtcdMember } = {};
  const members = async (): Promise<readonly ClusterMember[]> => {
    const answer = await running.member?.administration.members({ linearizable: false });
    return answer?.members ?? [];
  };
  const disk = createHostDisk(options.dataDir ?? '');
  const joining = await joiningOf(options, disk);
  const open: OpenMemberOptions = {
    ...options,
    disk,
    ...(joining === undefined ? {} : { joining }),
    ...(peers === undefined ? {} : { openLink: (identity) => peers.open(identity, members) }),
  };
  const { member, repaired } = await openEtcdMember(environment, open);
  running.member = member;
  return { member, repaired };
}

/** Who the others say that this member is. Undefined where it knows by itself, or founds a cluster. */
async function joiningOf(options: StartMemberOptions, disk: Disk): Promise<OpenMemberOptions['joining']> {
  const { initialCluster = [], initialClusterState, name, peer } = options;
  if (initialClusterState !== 'existing' || (await readIdentity(disk)) !== undefined) return undefined;
  const own = initialCluster.find((member) => member.name === name);
  if (own === undefined || peer === undefined)
    throw new StartError(`--initial-cluster names no member ${name}: a member that joins must be among them`);
  const others = initialCluster.filter((member) => member !== own).flatMap(({ peerUrls }) => peerUrls);
  const { clusterId, members } = await askForMembers(others, securityOf(peer));
  const known = members.find(({ peerUrls }) => peerUrls.toSorted().join() === own.peerUrls.toSorted().join());
  if (known === undefined) {
    throw new StartError(
      `the cluster knows no member at ${own.peerUrls.join(', ')}: add it first, with etcdctl member add`,
    );
  }
  return { identity: { clusterId, memberId: known.id }, members };
}

async function served(
  options: StartMemberOptions,
  parts: Opened & { readonly peers: TcpPeers | undefined; readonly peerPort: number | undefined },
): Promise<RunningMember> {
  const { member, repaired, peers, peerPort } = parts;
  try {
    const server = await refusingToStart(serveEtcd(member, options.client));
    return {
      member,
      server,
      peerPort,
      repaired,
      stop: async () => {
        await server.close();
        await member.stop();
        await peers?.close();
      },
    };
  } catch (error) {
    await member.stop();
    throw error;
  }
}

function createPeers(environment: Environment, peer: NonNullable<StartMemberOptions['peer']>): TcpPeers {
  const security = securityOf(peer);
  return new TcpPeers({
    timers: environment.timers,
    host: peer.host,
    port: peer.port,
    ...(security === undefined ? {} : { security }),
    onNotice: (line) => process.stderr.write(`${line}\n`),
  });
}

function securityOf(peer: NonNullable<StartMemberOptions['peer']>): PeerSecurity | undefined {
  const { certFile, keyFile, trustedCaFile } = peer;
  if (certFile === undefined && keyFile === undefined && trustedCaFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined || trustedCaFile === undefined) {
    throw new StartError(
      'peers over TLS need all three: --peer-cert-file, --peer-key-file and --peer-trusted-ca-file',
    );
  }
  return { cert: pem(certFile), key: pem(keyFile), ca: pem(trustedCaFile) };
}

function pem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`the file ${file} cannot be read: ${reason}`, { cause: error });
  }
}
