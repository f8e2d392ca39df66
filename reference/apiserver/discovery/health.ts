import type { ApiAnswer, ApiRequest } from '../message.ts';
import { methodRefusal, textAnswer } from './json-answer.ts';

/** Where a server says how it is: alive, ready for requests, and the older way of asking for the first. */
export const healthEndpoints = ['healthz', 'livez', 'readyz'] as const;
export type HealthEndpoint = (typeof healthEndpoints)[number];

/** One thing that must be well; undefined where it is, else what is wrong, in one line. */
export interface HealthCheck {
  readonly name: string;
  /** Where it counts; absent: everywhere. */
  readonly endpoints?: readonly HealthEndpoint[];
  check(): Promise<string | undefined>;
}

/**
 * `/healthz`, `/livez`, `/readyz`, each with `?verbose`, `?exclude=NAME` and one check alone as `/readyz/NAME`. The
 * text is that of kube-apiserver: `ok`, or a line for every check, always where one fails.
 */
export async function healthAnswer(
  request: ApiRequest,
  path: { readonly path: string; readonly query: URLSearchParams },
  checks: readonly HealthCheck[],
): Promise<ApiAnswer | undefined> {
  const endpoint = healthEndpoints.find(
    (name) => path.path === `/${name}` || path.path.startsWith(`/${name}/`),
  );
  if (endpoint === undefined) return undefined;
  const own = checks.filter(({ endpoints }) => endpoints === undefined || endpoints.includes(endpoint));
  const refusal = methodRefusal(request);
  if (refusal !== undefined) return refusal;
  const name = path.path.slice(endpoint.length + 2);
  return name === '' ? wholeAnswer(endpoint, path.query, own) : singleAnswer(name, own);
}

async function wholeAnswer(
  endpoint: HealthEndpoint,
  query: URLSearchParams,
  checks: readonly HealthCheck[],
): Promise<ApiAnswer> {
  const excluded = new Set(query.getAll('exclude'));
  const lines: string[] = [];
  let isWell = true;
  for (const check of checks) {
    if (excluded.delete(check.name)) {
      lines.push(`[+]${check.name} excluded: ok`);
      continue;
    }
    const isOk = (await check.check()) === undefined;
    lines.push(isOk ? `[+]${check.name} ok` : `[-]${check.name} failed: reason withheld`);
    isWell &&= isOk;
  }
  if (excluded.size > 0) {
    const names = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names.join(',')}`);
  }
  if (!isWell) return textAnswer(`${lines.join('\n')}\n${endpoint} check failed\n`, 500);
  return textAnswer(query.has('verbose') ? `${lines.join('\n')}\n${endpoint} check passed\n` : 'ok');
}

async function singleAnswer(name: string, checks: readonly HealthCheck[]): Promise<ApiAnswer | undefined> {
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) return undefined;
  const problem = await check.check();
  return problem === undefined ? textAnswer('ok') : textAnswer(`internal server error: ${problem}\n`, 500);
}
