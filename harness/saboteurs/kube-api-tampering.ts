import type { HttpAnswer, HttpRequest, KubeApi, Ports } from '../ports/ports.ts';
import type { Saboteur } from './saboteur.ts';

/** The JSON objects that go over the wire, as far as a saboteur wants to know them. */
export type JsonObject = { [field: string]: unknown };

/** A whole answer, read to its end; `body` is empty where it is no JSON object. */
export interface SeenAnswer {
  readonly request: HttpRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: JsonObject;
}

/** What is said instead; what is left out stays as it was. A body that is no text is sent as JSON. */
interface ChangedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Speaks with the implementation behind the saboteur, past the breach. */
export type Ask = (request: Partial<HttpRequest>) => Promise<SeenAnswer>;

/** The request to send instead, or undefined: this one is left alone. */
export type RequestBreach = (request: HttpRequest) => HttpRequest | undefined;

/** What to say instead, or undefined: this answer is left alone. Watches and other endless answers are never asked. */
type AnswerBreach = (
  seen: SeenAnswer,
  ask: Ask,
) => ChangedAnswer | undefined | Promise<ChangedAnswer | undefined>;

/** One breach: either side may be left out. `reached` is called whenever a side returns something. */
export interface KubeApiBreach {
  readonly request?: RequestBreach;
  readonly answer?: AnswerBreach;
}

export type SaboteurTitle = Pick<Saboteur, 'id' | 'breaks' | 'title' | 'upstream'>;

/** A saboteur of the port kubeApi. `createBreach` is called once per session, so that its closure is a memory. */
export function kubeApiSaboteur(named: SaboteurTitle, createBreach: () => KubeApiBreach): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => {
      const { request, answer } = createBreach();
      const behind = answer === undefined ? ports : tamperAnswer(ports, reached, answer);
      return request === undefined ? behind : tamperRequest(behind, reached, request);
    },
  };
}

/** Puts another request in the place of those for which `breach` returns one. */
function tamperRequest(ports: Ports, reached: () => void, breach: RequestBreach): Ports {
  return wrapKubeApi(ports, (api) => async (request) => {
    const changed = breach(request);
    if (changed === undefined) return api.send(request);
    reached();
    return api.send(changed);
  });
}

/** Puts another answer in the place of those for which `breach` returns one. Watches pass untouched. */
function tamperAnswer(ports: Ports, reached: () => void, breach: AnswerBreach): Ports {
  return wrapKubeApi(ports, (api) => async (request) => {
    const answer = await api.send(request);
    if (isWatch(request)) return answer;
    const seen = await readAnswer(request, answer);
    const changed = await breach(seen, askOf(api, request));
    if (changed === undefined) return answerWith(seen, seen.text);
    reached();
    const { body = seen.text } = changed;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = without({ ...seen.headers, ...changed.headers }, 'content-length');
    return answerWith({ status: changed.status ?? seen.status, headers }, text);
  });
}

/** Replaces the port kubeApi; ports without it stay as they are. */
export function wrapKubeApi(ports: Ports, wrap: (api: KubeApi) => KubeApi['send']): Ports {
  const api = ports.kubeApi;
  return api === undefined ? ports : { ...ports, kubeApi: { send: wrap(api) } };
}

function askOf(api: KubeApi, original: HttpRequest): Ask {
  return async (asked) => {
    const { body, headers, ...rest } = asked;
    const request: HttpRequest = {
      user: 'admin',
      method: 'GET',
      path: pathOf(original),
      ...rest,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    };
    return readAnswer(request, await api.send(request));
  };
}

/** The answer, read to its end. */
export async function readAnswer(request: HttpRequest, answer: HttpAnswer): Promise<SeenAnswer> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body) text += decoder.decode(chunk, { stream: true });
  text += decoder.decode();
  return { request, status: answer.status, headers: answer.headers, text, body: parsedObject(text) };
}

/** An answer with this body. */
export function answerWith(
  { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>,
  text: string,
): HttpAnswer {
  return { status, headers, body: oneChunk(text), close: () => undefined };
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}

function parsedObject(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** True for a request whose answer is a stream of events. */
export function isWatch({ path }: HttpRequest): boolean {
  return ['true', '1'].includes(queryOf(path).get('watch') ?? '');
}

/** The path without its query. */
export function pathOf({ path }: HttpRequest): string {
  return path.split('?')[0] ?? '';
}

export function queryOf(path: string): URLSearchParams {
  return new URLSearchParams(path.split('?')[1] ?? '');
}

/** The same request with other query parameters; `undefined` takes one away. */
export function withQuery(
  request: HttpRequest,
  changes: Readonly<Record<string, string | undefined>>,
): HttpRequest {
  const query = queryOf(request.path);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return { ...request, path: text === '' ? pathOf(request) : `${pathOf(request)}?${text}` };
}

/** What was sent, as text; empty where nothing was. */
export function sentText({ body }: HttpRequest): string {
  return body === undefined ? '' : Buffer.from(body).toString('utf8');
}

/** What was sent, as JSON; empty where it is none. */
export function sentObject({ body }: HttpRequest): JsonObject {
  return body === undefined ? {} : parsedObject(Buffer.from(body).toString('utf8'));
}

/** The same request with another body. */
export function withBody(request: HttpRequest, body: unknown): HttpRequest {
  return { ...request, body: Buffer.from(JSON.stringify(body)) };
}

/** A field that is an object; empty where it is not. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A field that is a list of objects; empty where it is not. */
export function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** A copy of an object in which one place is another; `undefined` takes it away. List items are reached by index. */
export function withField(object: JsonObject, path: readonly string[], value: unknown): JsonObject {
  return objectOf(changedAt(object, path, value));
}

function changedAt(at: unknown, [field, ...rest]: readonly string[], value: unknown): unknown {
  if (field === undefined) return value;
  if (Array.isArray(at)) {
    const items: readonly unknown[] = at;
    return items.map((item, index) => (String(index) === field ? changedAt(item, rest, value) : item));
  }
  const inner = changedAt(objectOf(at)[field], rest, value);
  return inner === undefined ? without(objectOf(at), field) : { ...objectOf(at), [field]: inner };
}

/** A copy without one field. */
export function without<Value>(
  fields: Readonly<Record<string, Value>>,
  unwanted: string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== unwanted));
}

/** The value at a path of an answer or request; undefined where there is none. */
export function fieldAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, field) => (typeof at === 'object' && at !== null ? (at as JsonObject)[field] : undefined),
    object,
  );
}
