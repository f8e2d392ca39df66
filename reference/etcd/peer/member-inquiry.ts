import type { ClusterMember } from '../member.ts';
import { frameKinds, jsonPayload, parsedPayload, readFrames, writeFrame } from './peer-frames.ts';
import { peerProtocol } from './peer-frames.ts';
import { openPeerSocket, type PeerSecurity } from './peer-socket.ts';

export interface KnownCluster {
  readonly clusterId: string;
  readonly members: readonly ClusterMember[];
}

const askLimitMs = 5000;

/** Asks any of the peers who belongs to the cluster. Rejects with what each of them said. */
export async function askForMembers(urls: readonly string[], security?: PeerSecurity): Promise<KnownCluster> {
  const reasons: string[] = [];
  for (const url of urls) {
    try {
      return await askOne(url, security);
    } catch (error) {
      reasons.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no peer says who belongs to the cluster: ${reasons.join('; ') || 'no other is named'}`);
}

function askOne(url: string, security: PeerSecurity | undefined): Promise<KnownCluster> {
  const socket = openPeerSocket(url, security);
  return new Promise<KnownCluster>((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(new Error(reason));
      socket.destroy();
    };
    socket.setTimeout(askLimitMs, () => {
      fail('it does not answer');
    });
    socket.once('error', reject);
    socket.once('close', () => {
      fail('it closes the connection');
    });
    readFrames(socket, {
      onFrame: ({ payload }) => {
        resolve(knownCluster(parsedPayload(payload)));
        socket.destroy();
      },
      onError: (error) => {
        fail(error.message);
      },
    });
    writeFrame(socket, frameKinds.hello, jsonPayload({ protocol: peerProtocol, asks: 'members' }));
  });
}

function knownCluster(value: unknown): KnownCluster {
  const { clusterId, members } = (value ?? {}) as Partial<KnownCluster>;
  if (typeof clusterId === 'string' && Array.isArray(members)) return { clusterId, members };
  throw new Error('what it answers is no list of members');
}
