import type { ApiAnswer } from '../message.ts';
import type { RequestUnderway } from '../pipeline/request-filter.ts';
import { attributesOf } from '../authorization/request-attributes.ts';
import { sourceAddresses, userAgentOf } from './audit-event.ts';
import { timestampText } from '../timestamp.ts';

export interface LogOptions {
  /** How much is said: from 3 on, a line for each request. */
  readonly verbosity: number;
  readonly format: 'text' | 'json';
}

/** Takes one line, without a line feed. */
export type LogSink = (line: string) => void;

type LogFields = Readonly<Record<string, string | number>>;

const requestVerbosity = 3;
/** Parameters that carry credentials, in whatever spelling. */
const secretParameters = /([?&](?:access_token|id_token|token|password|secret)=)[^&]*/gi;

/** Lines about requests: who, what, how long, with what outcome. Never a header or a body, and no credentials. */
export class RequestLog {
  readonly #options: LogOptions;
  readonly #sink: LogSink;

  constructor(options: LogOptions, sink: LogSink) {
    this.#options = options;
    this.#sink = sink;
  }

  answered(underway: RequestUnderway, answer: ApiAnswer, nowMs: number): void {
    if (this.#options.verbosity < requestVerbosity) return;
    const { request, path, identity, flow } = underway;
    const fields: LogFields = {
      verb: attributesOf(identity, request.method, path).verb.toUpperCase(),
      URI: withoutSecrets(request.path),
      latency: `${nowMs - underway.receivedMs}ms`,
      userAgent: userAgentOf(request) ?? '',
      'audit-ID': underway.auditId,
      srcIP: sourceAddresses(request).at(-1) ?? '',
      ...(flow === undefined
        ? {}
        : {
            apf_pl: flow.level,
            apf_fs: flow.schema,
            apf_iseats: flow.initialSeats,
            apf_fseats: flow.finalSeats,
          }),
      // Who was not recognized is nobody, which is another one than the anonymous user.
      user: answer.status === 401 ? '' : identity.user,
      resp: answer.status,
    };
    this.#sink(this.#options.format === 'json' ? jsonLine(nowMs, fields) : textLine(nowMs, fields));
  }
}

export function withoutSecrets(uri: string): string {
  return uri.replaceAll(secretParameters, '$1masked');
}

function jsonLine(nowMs: number, fields: LogFields): string {
  return JSON.stringify({ ts: nowMs, v: requestVerbosity, msg: 'HTTP', ...fields });
}

function textLine(nowMs: number, fields: LogFields): string {
  const said = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? value : JSON.stringify(value)}`,
  );
  return `I ${timestampText(nowMs)} "HTTP" ${said.join(' ')}`;
}
