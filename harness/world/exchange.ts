import type { HttpAnswer, HttpRequest, KubeApi } from '../ports/ports.ts';

/** One request and its whole answer, kept for the assertions and for the log of a failure. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as parsed JSON; undefined where it is not JSON. */
  readonly body: unknown;
}

export async function exchange(api: KubeApi, request: HttpRequest): Promise<Exchange> {
  const answer = await api.send(request);
  const text = await readText(answer);
  return { request, status: answer.status, headers: answer.headers, text, body: parseJson(text) };
}

async function readText(answer: HttpAnswer): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for an answer of the 2xx family. */
export function isAccepted(made: Exchange): boolean {
  return made.status >= 200 && made.status < 300;
}

/** One line a reader can follow: `alice PUT /api/v1/… → 409 Conflict: message`. */
export function describeExchange({ request, status, body }: Exchange): string {
  const said = body as { readonly reason?: string; readonly message?: string } | undefined;
  const refusal = status < 400 ? '' : ` ${said?.reason ?? ''}: ${said?.message ?? ''}`;
  return `${request.user} ${request.method} ${request.path} → ${status}${refusal}`;
}
