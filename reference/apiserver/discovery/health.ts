import type { ApiAnswer, ApiRequest } from '../message.ts';
import { methodRefusal, textAnswer } from './json-answer.ts';

/** One thing that must be well; undefined where it is, else what is wrong, in one line. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<string | undefined>;
}

const endpoints = ['healthz', 'livez', 'readyz'];

/**
 * `/healthz`, `/livez`, `/readyz`, each with `?verbose`, `?exclude=NAME` and one check alone as `/readyz/NAME`. The
 * text is that of kube-apiserver: `ok`, or a line for every check.
 */
export async function healthAnswer(
  request: ApiRequest,
  path: { readonly path: string; readonly query: URLSearchParams },
  checks: readonly HealthCheck[],
): Promise<ApiAnswer | undefined> {
  const [endpoint = '', name, ...rest] = path.path.split('/').filter((part) => part !== '');
  if (!endpoints.includes(endpoint) || rest.length > 0) return undefined;
  const refusal = methodRefusal(request);
  if (refusal !== undefined) return refusal;
  if (name !== undefined) return singleAnswer(name, checks);
  const excluded = new Set(path.query.getAll('exclude'));
  const lines: string[] = [];
  let isWell = true;
  for (const check of checks) {
    if (excluded.has(check.name)) {
      lines.push(`[+]${check.name} excluded: ok`);
      continue;
    }
    const isOk = (await check.check()) === undefined;
    lines.push(isOk ? `[+]${check.name} ok` : `[-]${check.name} failed: reason withheld`);
    isWell &&= isOk;
  }
  if (!isWell) return textAnswer(`${lines.join('\n')}\n${endpoint} check failed\n`, 500);
  return textAnswer(path.query.has('verbose') ? `${lines.join('\n')}\n${endpoint} check passed\n` : 'ok');
}

async function singleAnswer(name: string, checks: readonly HealthCheck[]): Promise<ApiAnswer | undefined> {
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) return undefined;
  const problem = await check.check();
  return problem === undefined ? textAnswer('ok') : textAnswer(`internal server error: ${problem}\n`, 500);
}
