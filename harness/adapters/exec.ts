/**
 * An adapter that is a program in any language. It reads requests as JSON lines and writes replies and chunks as JSON
 * lines; `schemas/plimsoll/exec-message.json` describes every message and both directions are checked against it.
 */
import type { EtcdKeyValue } from '../../schemas/types/etcd.ts';
import type { Adapter, AdapterManifest, Session, SessionRequest } from '../ports/adapter.ts';
import type {
  ApiStore,
  Clock,
  Connection,
  HttpAnswer,
  HttpRequest,
  KubeApi,
  PortName,
  Ports,
} from '../ports/ports.ts';
import { execEtcdCluster, execEtcdFaults, type OptionalFault } from './exec-etcd.ts';
import { ExecProgram } from './exec-program.ts';

const carried: readonly PortName[] = [
  'kubeApi',
  'etcdCluster',
  'etcdFaults',
  'apiStore',
  'clock',
  'controlPlane',
];

export interface ExecOptions {
  readonly command: string;
  /** How long a request may stay unanswered. */
  readonly answerLimitMs?: number;
}

/** Starts the program and asks it who it is. */
export async function createExecAdapter({ command, answerLimitMs }: ExecOptions): Promise<Adapter> {
  const program = new ExecProgram(command, answerLimitMs);
  try {
    const params = { protocol: 1, options: {} };
    const manifest = (await program.call({ method: 'hello', params })) as AdapterManifest;
    const offered: unknown = manifest.ports;
    const foreign = Array.isArray(offered)
      ? offered.filter((port) => !carried.includes(port as PortName))
      : [];
    if (foreign.length > 0)
      throw new Error(`the port ${foreign.join(', ')} cannot be offered by a program yet`);
    return { manifest, open: (request) => opened(program, manifest, request), close: () => program.stop() };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

interface Opened {
  readonly storeMembers?: number;
  readonly storeFaults?: readonly OptionalFault[];
  readonly clock?: 'virtual' | 'real';
}

async function opened(
  program: ExecProgram,
  manifest: AdapterManifest,
  request: SessionRequest,
): Promise<Session> {
  const session = program.nextNumber();
  const result = (await program.call({ method: 'open', params: { session, ...request } })) as Opened;
  const has = (port: PortName): boolean => manifest.ports.includes(port);
  const ports: Ports = {
    ...(has('kubeApi') ? { kubeApi: kubeApi(program, session) } : {}),
    ...(has('etcdCluster')
      ? { etcdCluster: execEtcdCluster(program, session, result.storeMembers ?? 1) }
      : {}),
    ...(has('etcdFaults') ? { etcdFaults: execEtcdFaults(program, session, result.storeFaults ?? []) } : {}),
    ...(has('apiStore') ? { apiStore: apiStore(program, session) } : {}),
    ...(has('clock') ? { clock: clock(program, session, result.clock ?? 'real') } : {}),
    ...(has('controlPlane') ? { controlPlane: { connections: () => connections(program, session) } } : {}),
  };
  const close = async (): Promise<void> => {
    await program.call({ method: 'close', params: { session } });
  };
  return { ports, close };
}

function kubeApi(program: ExecProgram, session: number): KubeApi {
  return { send: (request) => sent(program, session, request) };
}

async function sent(program: ExecProgram, session: number, request: HttpRequest): Promise<HttpAnswer> {
  const stream = program.nextNumber();
  const body = new BodyQueue();
  program.onStream(stream, (chunk) => {
    if (chunk.chunk) body.push(new Uint8Array(Buffer.from(chunk.chunk.base64, 'base64')));
    if (chunk.error !== undefined) body.fail(new Error(chunk.error));
    else if (chunk.end === true) body.end();
  });
  const params = { session, stream, request };
  try {
    const head = (await program.call({ method: 'kubeApi.send', params })) as Pick<
      HttpAnswer,
      'status' | 'headers'
    >;
    const close = (): void => {
      if (body.ended) return;
      body.end();
      program.forgetStream(stream);
      program.call({ method: 'stream.close', params: { stream } }).catch(() => undefined);
    };
    return { ...head, body: body.chunks(), close };
  } catch (error) {
    program.forgetStream(stream);
    throw error;
  }
}

/** Chunks that wait for their reader; single reader. */
class BodyQueue {
  readonly #waiting: Uint8Array[] = [];
  #error: Error | undefined;
  #wake: () => void = () => undefined;
  ended = false;

  push(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    this.#wake();
  }

  end(): void {
    this.ended = true;
    this.#wake();
  }

  fail(error: Error): void {
    this.#error = error;
    this.end();
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#waiting.shift();
      if (chunk) yield chunk;
      else if (this.#error) throw this.#error;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function apiStore(program: ExecProgram, session: number): ApiStore {
  return {
    list: async (prefix) => {
      const result = await program.call({ method: 'apiStore.list', params: { session, prefix } });
      return (result as { readonly keys: readonly EtcdKeyValue[] }).keys;
    },
    revision: async () => {
      const result = await program.call({ method: 'apiStore.revision', params: { session } });
      return (result as { readonly revision: number }).revision;
    },
    compact: async () => {
      await program.call({ method: 'apiStore.compact', params: { session } });
    },
    put: async (key, value) => {
      await program.call({ method: 'apiStore.put', params: { session, key, value } });
    },
    remove: async (key) => {
      await program.call({ method: 'apiStore.remove', params: { session, key } });
    },
  };
}

function clock(program: ExecProgram, session: number, kind: 'virtual' | 'real'): Clock {
  return {
    kind,
    now: async () => {
      const result = await program.call({ method: 'clock.now', params: { session } });
      return (result as { readonly now: number }).now;
    },
    advance: async (durationMs) => {
      await program.call({ method: 'clock.advance', params: { session, durationMs } });
    },
    settle: async () => {
      await program.call({ method: 'clock.settle', params: { session } });
    },
  };
}

async function connections(program: ExecProgram, session: number): Promise<readonly Connection[]> {
  const result = await program.call({ method: 'controlPlane.connections', params: { session } });
  return (result as { readonly connections: readonly Connection[] }).connections;
}
