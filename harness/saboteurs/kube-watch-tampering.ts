import type { HttpAnswer, HttpRequest, KubeApi, Ports } from '../ports/ports.ts';
import { exchange } from '../world/exchange.ts';
import { isWatch, wrapKubeApi, type JsonObject, type SaboteurTitle } from './kube-api-tampering.ts';
import type { Saboteur } from './saboteur.ts';

/** One event of a watch, as far as a saboteur wants to know it. */
export interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/** Reads one path of the implementation behind the saboteur; undefined where it answers with anything but 200. */
export type Look = (path: string) => Promise<JsonObject | undefined>;

type Instead = readonly WatchEvent[] | undefined;

/** What one watch says instead; what is left out stays as it was. `undefined` leaves an event alone. */
export interface WatchBreach {
  /** Said before everything else. */
  readonly first?: readonly WatchEvent[];
  /** True: after `first` the stream ends. */
  readonly only?: boolean;
  readonly event?: (event: WatchEvent) => Instead | Promise<Instead>;
  /** Said when the stream ends. */
  readonly last?: () => readonly WatchEvent[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One watch as it was asked for, and how it was answered. */
export interface TamperedWatch {
  readonly request: HttpRequest;
  readonly status: number;
  readonly look: Look;
}

/** Decides for each watch how it is tampered with; undefined: not at all. */
export type WatchTampering = (
  watch: TamperedWatch,
) => WatchBreach | undefined | Promise<WatchBreach | undefined>;

/** A saboteur of watches. `createTampering` is called once per session, so that its closure is a memory across watches. */
export function watchSaboteur(named: SaboteurTitle, createTampering: () => WatchTampering): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => tamperWatches(ports, reached, createTampering()),
  };
}

/** Shortest form: one function over the events of every accepted watch, with a memory of its own per watch. */
export function eventSaboteur(
  named: SaboteurTitle,
  createEvent: (watch: TamperedWatch) => WatchBreach['event'],
): Saboteur {
  return watchSaboteur(named, () => (watch) => {
    const event = watch.status < 300 ? createEvent(watch) : undefined;
    return event === undefined ? undefined : { event };
  });
}

/** Puts other events, or another beginning or end, into the watches for which `tampering` returns a breach. */
export function tamperWatches(ports: Ports, reached: () => void, tampering: WatchTampering): Ports {
  return wrapKubeApi(ports, (api) => async (request) => {
    const answer = await api.send(request);
    if (!isWatch(request)) return answer;
    const breach = await tampering({ request, status: answer.status, look: lookOf(api) });
    if (breach === undefined) return answer;
    if (breach.first !== undefined || breach.status !== undefined || breach.headers !== undefined) reached();
    return {
      status: breach.status ?? answer.status,
      headers: { ...answer.headers, ...breach.headers },
      body: tamperedBody(answer, breach, reached),
      close: () => {
        answer.close();
      },
    };
  });
}

function lookOf(api: KubeApi): Look {
  return async (path) => {
    const { status, body } = await exchange(api, {
      user: 'admin',
      method: 'GET',
      path,
      headers: { accept: 'application/json' },
    });
    return status === 200 ? (body as JsonObject) : undefined;
  };
}

async function* tamperedBody(
  answer: HttpAnswer,
  breach: WatchBreach,
  reached: () => void,
): AsyncGenerator<Uint8Array> {
  yield* (breach.first ?? []).map(encoded);
  if (breach.only === true) {
    answer.close();
    return;
  }
  for await (const line of linesOf(answer.body)) yield* await insteadOf(line, breach, reached);
  const last = breach.last?.() ?? [];
  if (last.length > 0) reached();
  yield* last.map(encoded);
}

async function insteadOf(
  line: string,
  { event: change }: WatchBreach,
  reached: () => void,
): Promise<readonly Uint8Array[]> {
  const event = change === undefined ? undefined : parsed(line);
  const instead = event === undefined ? undefined : await change?.(event);
  if (instead === undefined) return [Buffer.from(`${line}\n`)];
  reached();
  return instead.map(encoded);
}

function encoded(event: WatchEvent): Uint8Array {
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

function parsed(line: string): WatchEvent | undefined {
  try {
    return JSON.parse(line) as WatchEvent;
  } catch {
    return undefined;
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}
