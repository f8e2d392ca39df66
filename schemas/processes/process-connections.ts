import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';

export interface ObservedConnection {
  /** The component that opened it. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'http' | 'etcd';
}

/** Processes by name, and the ports on which some of them listen. */
export interface ObservedComponent {
  readonly name: string;
  readonly pid: number;
  readonly port?: number;
  readonly protocol?: ObservedConnection['protocol'];
}

const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
const established = '01';

/** Whether this kernel shows who is connected to whom. */
export function canObserveConnections(): boolean {
  return tables.some((table) => existsSync(table));
}

/**
 * The connections that are open between the components, as the kernel knows them: a socket of one process whose far
 * end is a port on which another listens. Several between the same two count once.
 */
export function observeConnections(components: readonly ObservedComponent[]): readonly ObservedConnection[] {
  const remotePorts = remotePortsByInode();
  const found = new Map<string, ObservedConnection>();
  for (const from of components) {
    for (const inode of socketInodes(from.pid)) {
      const port = remotePorts.get(inode);
      const to = components.find((component) => component.port !== undefined && component.port === port);
      if (to?.protocol === undefined || to.pid === from.pid) continue;
      found.set(`${from.name} ${to.name}`, { from: from.name, to: to.name, protocol: to.protocol });
    }
  }
  return [...found.values()];
}

function remotePortsByInode(): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const table of tables.filter((file) => existsSync(file))) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, , remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state === established) ports.set(inode, Number.parseInt(remote.split(':').at(-1) ?? '', 16));
    }
  }
  return ports;
}

function socketInodes(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`))?.[1];
      return inode === undefined ? [] : [inode];
    } catch {
      // The descriptor was closed between listing and reading.
      return [];
    }
  });
}
