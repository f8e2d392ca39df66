import {
  createApiServer,
  type ApiServer,
  type ApiServerOptions,
} from '../../reference/apiserver/api-server.ts';
import type { AnswerStream } from '../../reference/apiserver/message.ts';
import { createEtcdMember, type MemoryMember } from '../../reference/etcd/etcd-member.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../reference/sim/virtual-environment.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly text: string;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: Json;
}

export interface RecordedWatch {
  readonly events: readonly WatchEvent[];
  readonly ended: boolean;
  cancel(): void;
}

/** An API server on an embedded store, with virtual time, and short words to talk to it. */
export class ApiFixture {
  readonly environment: VirtualEnvironment;
  readonly member: MemoryMember;
  readonly server: ApiServer;

  constructor(environment: VirtualEnvironment, member: MemoryMember, server: ApiServer) {
    this.environment = environment;
    this.member = member;
    this.server = server;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const bytes =
      body instanceof Uint8Array
        ? body
        : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
    const request = { method, path, headers, ...(body === undefined ? {} : { body: bytes }) };
    const answer = await this.server.handle(request);
    if (!(answer.body instanceof Uint8Array)) throw new Error(`${method} ${path} answered with a stream`);
    const text = new TextDecoder().decode(answer.body);
    const isJson = answer.headers['content-type'] === 'application/json';
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as Json) : {},
    };
  }

  patch(path: string, type: 'json' | 'merge' | 'strategic-merge', body: unknown): Promise<Answer> {
    return this.send('PATCH', path, body, { 'content-type': `application/${type}-patch+json` });
  }

  /** Everything in the store, keys and values, as text. */
  async content(): Promise<string> {
    const all = await this.member
      .connect()
      .range({ key: new Uint8Array([47]), rangeEnd: new Uint8Array([0]) });
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return all.kvs.map((kv) => `${text(kv.key)} ${text(kv.value)}`).join('\n');
  }

  async watch(path: string, accept: () => boolean = () => true): Promise<RecordedWatch> {
    const answer = await this.server.handle({ method: 'GET', path, headers: {} });
    if (answer.body instanceof Uint8Array) throw new Error(new TextDecoder().decode(answer.body));
    return record(answer.body, accept);
  }
}

function record(stream: AnswerStream, accept: () => boolean): RecordedWatch {
  const events: WatchEvent[] = [];
  const state = {
    events,
    ended: false,
    cancel: (): void => {
      stream.cancel();
    },
  };
  stream.start({
    frame: (bytes) => {
      if (!accept()) return false;
      events.push(JSON.parse(new TextDecoder().decode(bytes)) as WatchEvent);
      return true;
    },
    end: () => {
      state.ended = true;
    },
  });
  return state;
}

export async function startApi(options: ApiServerOptions = {}, seed = 1): Promise<ApiFixture> {
  const environment = createVirtualEnvironment({ seed });
  const member = createEtcdMember(environment);
  const server = createApiServer(environment, member.connect(), { ...withoutAccounts, ...options });
  await server.start();
  return new ApiFixture(environment, member, server);
}

/** No controllers run here, so that no namespace has an account that Pods could run as. */
const withoutAccounts = { admission: { disable: ['ServiceAccount'] } };

/** A second server on the first one's store. */
export async function joinApi(first: ApiFixture, options: ApiServerOptions = {}): Promise<ApiFixture> {
  const server = createApiServer(first.environment, first.member.connect(), {
    ...withoutAccounts,
    ...options,
  });
  await server.start();
  return new ApiFixture(first.environment, first.member, server);
}

export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, step) => (found as Record<string | number, unknown> | undefined)?.[step],
    value,
  );
}

export function versionOf(answer: Answer): string {
  return String(at(answer.body, 'metadata', 'resourceVersion'));
}

/** As `at`, as text; '' where there is nothing. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}
