import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { TokenIssuers } from './token-issuer.ts';
import { WebhookCertificates } from './webhook-certificates.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** One call as it arrived: the fields of its body, and under `http` how it came. */
export interface WebhookCall extends JsonObject {
  readonly http: {
    readonly method: string;
    readonly path: string;
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    /** The one that the caller showed; absent: none. */
    readonly certificate?: { readonly commonName: string };
  };
}

/**
 * What a webhook says: the fields of the body, and under `http` how it says them. What a review takes over from its
 * question (`apiVersion`, `kind`, and `response.uid`) is filled in where it is not given; a JSON Patch in
 * `response.patch` may be written as a list.
 */
export interface WebhookAnswer extends JsonObject {
  readonly http?: {
    /** Absent: 200. */
    readonly code?: number;
    /** Sent as it stands in place of the body. */
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** True: it never answers. */
    readonly hangs?: boolean;
  };
}

interface CallersParts {
  /** PEM texts. */
  readonly authority: string;
  readonly client: { readonly certificate: string; readonly key: string };
}

/** What a saboteur does to calls before they are recorded, and to answers before they are sent; undefined: leaves it alone. */
export interface WebhookBreach {
  readonly call?: (name: string, call: WebhookCall) => WebhookCall | undefined;
  /** True: nobody learns of this call. `earlier` are those of the same webhook that are known. */
  readonly hides?: (name: string, call: WebhookCall, earlier: readonly WebhookCall[]) => boolean;
  readonly answer?: (name: string, answer: JsonObject, call: WebhookCall) => JsonObject | undefined;
}

interface Script {
  readonly answers: readonly WebhookAnswer[];
  asked: number;
}

/**
 * An HTTPS server on 127.0.0.1 that plays every webhook that features name: `NAME` is called at `/NAME`, whatever follows
 * it, under whatever host name. A webhook that no scenario has described answers 404.
 */
export class WebhookServer {
  readonly #server: Server;
  readonly #scripts = new Map<string, Script>();
  readonly #calls = new Map<string, WebhookCall[]>();
  readonly #hanging = new Set<ServerResponse>();
  /** Stands between the calls and the scenario. */
  breach: WebhookBreach = {};
  readonly port: number;
  /** Without a slash at its end. */
  readonly url: string;
  /** The authority of its certificate: PEM, in base64, as `clientConfig.caBundle` takes it. */
  readonly caBundle: string;
  /** The same as it is, PEM. */
  readonly authority: string;
  /** What a name that no scenario has described is: an issuer of tokens. */
  readonly issuers: TokenIssuers;
  /** A certificate for whoever calls, and its key: PEM, in base64, as kubeconfigs take them. */
  readonly client: { readonly certificate: string; readonly key: string };

  private constructor(server: Server, { authority, client }: CallersParts) {
    this.#server = server;
    this.client = { certificate: encoded(client.certificate), key: encoded(client.key) };
    this.port = (server.address() as AddressInfo).port;
    this.url = `https://127.0.0.1:${this.port}`;
    this.caBundle = encoded(authority);
    this.authority = authority;
    this.issuers = new TokenIssuers(this.url);
    server.on('request', (request, response) => {
      void this.#play(request, response);
    });
  }

  /** Never keeps a process alive that has nothing else to do. */
  static async start(): Promise<WebhookServer> {
    const certificates = await WebhookCertificates.create();
    const server = createServer({
      ...(await certificates.serving()),
      // Whoever has one shows it; what it is worth is for the scenario to say.
      requestCert: true,
      rejectUnauthorized: false,
      SNICallback: (name, done) => {
        certificates.contextFor(name).then((context) => {
          done(null, context);
        }, done);
      },
    });
    server.on('connection', (socket: Socket) => socket.unref());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.unref();
    return new WebhookServer(server, {
      authority: certificates.authority,
      client: await certificates.client(),
    });
  }

  /** From now on `name` answers so: one answer after the other, the last again and again. */
  script(name: string, answers: readonly WebhookAnswer[]): void {
    this.#scripts.set(name, { answers, asked: 0 });
  }

  /** How many there would be to take. */
  countCalls(name: string): number {
    return this.#calls.get(name)?.length ?? 0;
  }

  /** The calls of `name` since the last time that this was asked, in the order in which they came. */
  takeCalls(name: string): readonly WebhookCall[] {
    const calls = this.#calls.get(name) ?? [];
    this.#calls.delete(name);
    return calls;
  }

  /** Forgets everything, and cuts the connections of those that still wait for an answer. */
  reset(): void {
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
    this.#scripts.clear();
    this.#calls.clear();
    this.issuers.reset();
    this.breach = {};
  }

  async close(): Promise<void> {
    this.reset();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  async #play(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = /^\/([^/?]*)/.exec(request.url ?? '')?.[1] ?? '';
    const arrived = callOf(request, await textOf(request));
    const call = this.breach.call?.(name, arrived) ?? arrived;
    const earlier = this.#calls.get(name) ?? [];
    if (this.breach.hides?.(name, call, earlier) !== true) this.#calls.set(name, [...earlier, call]);
    const script = this.#scripts.get(name);
    const answer = script?.answers[Math.min(script.asked, script.answers.length - 1)];
    if (script !== undefined) script.asked += 1;
    const document =
      script === undefined ? this.issuers.document(arrived.http.method, arrived.http.path) : undefined;
    if (document !== undefined) this.#say(response, document, { name, call: { http: arrived.http } });
    else if (answer === undefined)
      response.writeHead(404).end(`no scenario has described a webhook "${name}"`);
    else if (answer.http?.hangs === true) this.#hanging.add(response);
    else this.#say(response, answer, { name, call: arrived });
  }

  #say(
    response: ServerResponse,
    { http = {}, ...body }: WebhookAnswer,
    { name, call }: { readonly name: string; readonly call: WebhookCall },
  ): void {
    const said = completed(body, call);
    const text = http.text ?? JSON.stringify(this.breach.answer?.(name, said, call) ?? said);
    response.writeHead(http.code ?? 200, { 'content-type': 'application/json', ...http.headers }).end(text);
  }
}

let started: Promise<WebhookServer> | undefined;

/** The server of this process, started when it is first asked for: one address for all scenarios, so that servers which were told of it can be shared. */
export function sharedWebhookServer(): Promise<WebhookServer> {
  started ??= WebhookServer.start();
  return started;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function callOf(request: IncomingMessage, text: string): WebhookCall {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const http = { method: request.method ?? '', path: request.url ?? '', headers, ...shownBy(request) };
  return { ...bodyOf(text), http };
}

/** Where none was shown there are no names in it, whatever its type says. */
function shownBy({ socket }: IncomingMessage): Pick<WebhookCall['http'], 'certificate'> {
  if (!(socket instanceof TLSSocket)) return {};
  const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  return typeof subject?.CN === 'string' ? { certificate: { commonName: subject.CN } } : {};
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function bodyOf(text: string): JsonObject {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : { body };
  } catch {
    return { body: text };
  }
}

function completed(answer: JsonObject, call: WebhookCall): JsonObject {
  const { apiVersion, kind, request } = call;
  const response = answer['response'];
  const uid = isObject(request) ? request['uid'] : undefined;
  const filled = isObject(response) ? { response: { uid, ...withPatchText(response) } } : {};
  return { apiVersion, kind, ...answer, ...filled };
}

function withPatchText(response: JsonObject): JsonObject {
  const { patch } = response;
  if (!Array.isArray(patch)) return response;
  return {
    patchType: 'JSONPatch',
    ...response,
    patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
