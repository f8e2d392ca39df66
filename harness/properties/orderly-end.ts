import assert from 'node:assert/strict';
import type { Clock, HttpAnswer, KubeApi, ServerProcess } from '../ports/ports.ts';
import { exchange, type Exchange } from '../world/exchange.ts';
import { eventually } from '../world/waiting.ts';
import { requireHappened } from './generated-cases.ts';
import type { Property, PropertyContext, PropertyResult } from './property.ts';
import { inNamespace } from './recorded-client.ts';

const delayMs = 2500;

/** Between two rounds of requests. */
const roundMs = 40;
const lanes = 4;
const roundsBefore = 12;

/** What is asked so late in the delay may come too late already. */
const marginMs = 400;

/** Within this a server has ended that has nothing but short requests to finish. */
const endLimitMs = 45_000;

/** A list as of a revision that does not come: it is answered, when the server has waited long enough. */
const slowRead = 'resourceVersion=99999999&resourceVersionMatch=NotOlderThan';

/** One request, and what became of it. */
interface Asked {
  readonly name: string;
  readonly atMs: number;
  readonly outcome: Promise<Exchange | Error>;
}

interface Watched {
  events: number;
  hasEnded: boolean;
  broken?: Error;
}

/** A server under load that is told to end: everything that is asked of it, and what becomes of it. */
class EndTrial {
  readonly asked: Asked[] = [];
  readonly watches: Watched[] = [];
  toldMs = 0;
  readonly #api: KubeApi;
  readonly #clock: Clock;
  readonly #server: ServerProcess;
  readonly #path: string;

  constructor(
    parts: { readonly api: KubeApi; readonly clock: Clock; readonly server: ServerProcess },
    namespace: string,
  ) {
    this.#api = parts.api;
    this.#clock = parts.clock;
    this.#server = parts.server;
    this.#path = `/api/v1/namespaces/${namespace}/configmaps`;
  }

  /** Asks all the time, before and after the server is told, until it has ended. */
  async run(): Promise<void> {
    await this.#watch();
    for (let round = 0; round < roundsBefore; round += 1) await this.#round(round);
    await this.#ask('slow', 'GET', `${this.#path}?${slowRead}`);
    await this.#clock.advance(roundMs);
    this.toldMs = await this.#clock.now();
    await this.#server.tellToEnd();
    for (let round = roundsBefore; !(await this.#server.hasEnded()); round += 1) {
      await this.#round(round);
      const waitedMs = (await this.#clock.now()) - this.toldMs;
      assert.ok(waitedMs < endLimitMs, `the server has not ended ${waitedMs} ms after it was told to`);
    }
    await this.#server.startAgain();
  }

  async #round(round: number): Promise<void> {
    for (let lane = 0; lane < lanes; lane += 1) {
      const name = `lane-${lane}-${round}`;
      await this.#ask(name, 'POST', this.#path, { metadata: { name }, data: { a: 'x'.repeat(1000) } });
    }
    await this.#clock.advance(roundMs);
  }

  async #ask(name: string, method: string, path: string, body?: unknown): Promise<void> {
    const sent = exchange(this.#api, {
      ...{ user: 'admin', method, path },
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
    const outcome = sent.catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    this.asked.push({ name, atMs: await this.#clock.now(), outcome });
  }

  async #watch(): Promise<void> {
    for (let count = 0; count < 2; count += 1) {
      const request = { user: 'admin', method: 'GET', path: `${this.#path}?watch=true`, headers: {} };
      const watched: Watched = { events: 0, hasEnded: false };
      this.watches.push(watched);
      void followed(await this.#api.send(request), watched);
    }
  }

  /** What lies there once the server runs again. */
  async kept(): Promise<ReadonlySet<string>> {
    const headers = { accept: 'application/json' };
    const { body } = await exchange(this.#api, { user: 'admin', method: 'GET', path: this.#path, headers });
    const { items = [] } = body as {
      readonly items?: readonly { readonly metadata: { readonly name: string } }[];
    };
    return new Set(items.map(({ metadata }) => metadata.name));
  }
}

async function followed(answer: HttpAnswer, watched: Watched): Promise<void> {
  try {
    let text = '';
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString('utf8');
    const lines = text.split('\n');
    watched.events = lines.length - 1;
    if (lines.at(-1) !== '' || text.includes('"type":"ERROR"'))
      watched.broken = new Error(lines.slice(-2).join('\n'));
  } catch (error) {
    watched.broken = error instanceof Error ? error : new Error(String(error));
  }
  watched.hasEnded = true;
}

/** What happened in a trial, for who judges it. */
interface Told {
  readonly trial: EndTrial;
  readonly clock: Clock;
  readonly outcomes: readonly { readonly asked: Asked; readonly outcome: Exchange | Error }[];
}

async function tried(
  context: PropertyContext,
  judge: (told: Told) => Promise<PropertyResult>,
): Promise<PropertyResult> {
  const { kubeApi: api, clock, serverProcess: server } = context.ports;
  assert.ok(api !== undefined && clock !== undefined && server !== undefined);
  return inNamespace(context, async ({ namespace }) => {
    const trial = new EndTrial({ api, clock, server }, namespace);
    await trial.run();
    const outcomes = await Promise.all(
      trial.asked.map(async (asked) => ({ asked, outcome: await asked.outcome })),
    );
    return judge({ trial, clock, outcomes });
  });
}

function messageOf(outcome: Exchange | Error): string {
  return outcome instanceof Error ? outcome.message : String(outcome.status);
}

/** Nothing that was asked in time is without an answer, nothing that was acknowledged is gone, and watches have ended. */
async function judgeEnd({ trial, clock, outcomes }: Told, context: PropertyContext): Promise<PropertyResult> {
  const inTime = outcomes.filter(({ asked }) => asked.atMs < trial.toldMs + delayMs - marginMs);
  for (const { asked, outcome } of inTime) {
    const when = `${asked.atMs - trial.toldMs} ms after the server was told to end`;
    assert.ok(
      !(outcome instanceof Error),
      `${asked.name}, asked ${when}, has no answer: ${messageOf(outcome)}`,
    );
    const isWhole = outcome.status === 201 || (asked.name === 'slow' && outcome.status === 504);
    assert.ok(
      isWhole && outcome.body !== undefined,
      `${asked.name}, asked ${when}: ${outcome.status} ${outcome.text}`,
    );
  }
  await eventually(clock, 5000, async () => {
    for (const { hasEnded } of trial.watches) assert.ok(hasEnded, 'a watch has not ended with its server');
  });
  for (const { broken } of trial.watches)
    assert.equal(broken, undefined, `a watch was cut: ${String(broken)}`);
  const kept = await trial.kept();
  const acknowledged = outcomes.filter(({ outcome }) => 'status' in outcome && outcome.status === 201);
  for (const { asked } of acknowledged)
    assert.ok(kept.has(asked.name), `${asked.name} was acknowledged and is gone`);
  requireHappened({
    'write after the server was told to end': acknowledged.filter(({ asked }) => asked.atMs > trial.toldMs)
      .length,
    'event of a watch': Math.min(...trial.watches.map(({ events }) => events)),
  });
  context.note?.(`${acknowledged.length} writes acknowledged, ${outcomes.length - acknowledged.length} not`);
  return { judged: acknowledged.length };
}

/** Who comes after the delay, while something is under way, is told when to come back. */
async function judgeLate({ trial, outcomes }: Told, context: PropertyContext): Promise<PropertyResult> {
  const late = outcomes.filter(({ asked }) => asked.atMs > trial.toldMs + delayMs + marginMs);
  const answers = late.flatMap(({ outcome }) => (outcome instanceof Error ? [] : [outcome]));
  for (const { status, headers, text } of answers) {
    assert.equal(status, 429, `somebody who came too late was answered with ${status}: ${text}`);
    assert.equal(headers['retry-after'], '5', 'somebody who came too late was not told when to come back');
  }
  assert.ok(answers.length > 0, 'nobody who came too late had an answer');
  context.note?.(`${answers.length} of ${late.length} were told to come back`);
  return { judged: answers.length };
}

const flags: Readonly<Record<string, string>> = {
  'shutdown-delay-duration': `${delayMs}ms`,
  'shutdown-watch-termination-grace-period': '5s',
};

export const orderlyEndProperties: readonly Property[] = [
  {
    id: 'an-orderly-end-loses-nothing',
    requirements: ['OPS-12'],
    title:
      'Of a server that is told to end under load every request in time has an answer, every watch an end, and every acknowledged write remains',
    needs: ['kubeApi', 'serverProcess', 'clock'],
    exclusive: true,
    serverFlags: flags,
    minimumLoad: 40,
    run: (context) => tried(context, (told) => judgeEnd(told, context)),
  },
  {
    id: 'late-comers-are-told-to-come-back',
    requirements: ['OPS-12b'],
    title:
      'A server that is told to say so tells who comes too late when to come back, for as long as it answers others',
    needs: ['kubeApi', 'serverProcess', 'clock'],
    exclusive: true,
    serverFlags: { ...flags, 'shutdown-send-retry-after': 'true' },
    minimumLoad: 1,
    run: (context) => tried(context, (told) => judgeLate(told, context)),
  },
];
