import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KubeApi } from '../ports/ports.ts';
import { exchange, isAccepted, type Exchange } from '../world/exchange.ts';
import { eventually } from '../world/waiting.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property, PropertyContext } from './property.ts';
import { inNamespace } from './recorded-client.ts';

/** Healthy Pods, how many of them a budget keeps, and who is asked to go, all at one time. */
interface EvictionCase {
  readonly pods: number;
  readonly keep: number;
  readonly wishes: readonly { readonly pick: number; readonly dryRun: boolean }[];
}

const cases: fc.Arbitrary<EvictionCase> = fc.integer({ min: 3, max: 5 }).chain((pods) =>
  fc.record({
    pods: fc.constant(pods),
    keep: fc.integer({ min: 1, max: pods - 1 }),
    wishes: fc.array(fc.record({ pick: fc.nat(pods - 1), dryRun: fc.nat(5).map((number) => number === 0) }), {
      minLength: pods,
      maxLength: pods + 3,
    }),
  }),
);

/** How often what the property is about really came about. */
interface Tally {
  asked: number;
  granted: number;
  refused: number;
}

interface Budget {
  readonly status?: Readonly<Record<string, unknown>>;
}

const settledMs = 10_000;

/** One budget and its Pods in a namespace of their own, and the servers that are asked in turn. */
class EvictionTrial {
  readonly #context: PropertyContext;
  readonly #servers: readonly KubeApi[];
  readonly #case: EvictionCase;
  readonly #pods: string;
  readonly #budgets: string;

  constructor(
    context: PropertyContext,
    servers: readonly KubeApi[],
    about: EvictionCase & { readonly namespace: string },
  ) {
    this.#context = context;
    this.#servers = servers;
    this.#case = about;
    this.#pods = `/api/v1/namespaces/${about.namespace}/pods`;
    this.#budgets = `/apis/policy/v1/namespaces/${about.namespace}/poddisruptionbudgets`;
  }

  async run(tally: Tally): Promise<void> {
    const { pods, keep, wishes } = this.#case;
    await this.#prepare();
    const answers = await Promise.all(
      wishes.map(({ pick, dryRun }, turn) => this.#evict(turn, pick, dryRun)),
    );
    const granted = new Set<number>();
    for (const [index, { status, text }] of answers.entries()) {
      assert.ok([201, 404, 429].includes(status), `an eviction was answered with ${status}: ${text}`);
      const wish = wishes[index];
      if (status === 201 && wish?.dryRun === false) granted.add(wish.pick);
      if (status === 429) tally.refused += 1;
    }
    tally.granted += granted.size;
    tally.asked += wishes.length;
    assert.ok(
      granted.size <= pods - keep,
      `${granted.size} of ${pods} Pods were let go, and ${keep} have to stay`,
    );
    const gone = await this.#gone();
    assert.deepEqual(gone, [...granted].sort(), 'the Pods that are gone are not those that were let go');
    await this.#accountsAgree(pods - granted.size);
    await this.#useUp(new Set(granted), tally);
  }

  async #prepare(): Promise<void> {
    const { pods, keep } = this.#case;
    const selector = { matchLabels: { app: 'web' } };
    await this.#must('POST', this.#budgets, {
      metadata: { name: 'keep' },
      spec: { minAvailable: keep, selector },
    });
    // In a new namespace pods may have to wait for their service account.
    await eventually(this.#context.ports.clock, settledMs, async () => {
      const tried = await this.#send(0, 'POST', `${this.#pods}?dryRun=All`, podNamed('trial'));
      assert.ok(isAccepted(tried), `a pod was answered with ${tried.status}: ${tried.text}`);
    });
    for (let index = 0; index < pods; index += 1) {
      await this.#must('POST', this.#pods, podNamed(`web-${index}`));
      const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
      await this.#must('PATCH', `${this.#pods}/web-${index}/status`, { status });
    }
    await this.#accountsAgree(pods);
  }

  async #accountsAgree(left: number): Promise<void> {
    const { keep } = this.#case;
    await eventually(this.#context.ports.clock, settledMs, async () => {
      const { body } = await this.#send(0, 'GET', `${this.#budgets}/keep`);
      const { expectedPods, currentHealthy, disruptionsAllowed } = (body as Budget).status ?? {};
      const wanted = {
        expectedPods: left,
        currentHealthy: left,
        disruptionsAllowed: Math.max(0, left - keep),
      };
      assert.deepEqual(
        { expectedPods, currentHealthy, disruptionsAllowed },
        wanted,
        'the budget counts wrongly',
      );
    });
  }

  /** Whatever the budget allows yet is granted, one by one, and nothing beyond. */
  async #useUp(gone: Set<number>, tally: Tally): Promise<void> {
    const { pods, keep } = this.#case;
    for (let index = 0; index < pods; index += 1) {
      if (gone.has(index)) continue;
      const expected = pods - gone.size > keep ? 201 : 429;
      const { status, text } = await this.#evict(index, index, false);
      assert.equal(status, expected, `with ${pods - gone.size} Pods, of which ${keep} have to stay: ${text}`);
      if (status === 201) gone.add(index);
      tally[status === 201 ? 'granted' : 'refused'] += 1;
    }
  }

  async #gone(): Promise<readonly number[]> {
    const { body } = await this.#send(this.#servers.length - 1, 'GET', this.#pods);
    const { items = [] } = body as {
      readonly items?: readonly { readonly metadata: { readonly name: string } }[];
    };
    const there = new Set(items.map(({ metadata }) => metadata.name));
    return Array.from({ length: this.#case.pods }, (_, index) => index).filter(
      (index) => !there.has(`web-${index}`),
    );
  }

  #evict(turn: number, pick: number, dryRun: boolean): Promise<Exchange> {
    const metadata = { name: `web-${pick}` };
    const path = `${this.#pods}/${metadata.name}/eviction${dryRun ? '?dryRun=All' : ''}`;
    return this.#send(turn, 'POST', path, { apiVersion: 'policy/v1', kind: 'Eviction', metadata });
  }

  async #must(method: string, path: string, body: object): Promise<void> {
    const answer = await this.#send(0, method, path, body);
    if (!isAccepted(answer))
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.text}`);
  }

  #send(turn: number, method: string, path: string, body?: object): Promise<Exchange> {
    const api = this.#servers[turn % this.#servers.length];
    assert.ok(api !== undefined);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return exchange(api, {
      user: 'admin',
      method,
      path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
  }
}

function podNamed(name: string): object {
  const containers = [{ name: 'c', image: 'nginx' }];
  return {
    metadata: { name, labels: { app: 'web' } },
    spec: { nodeName: 'n1', terminationGracePeriodSeconds: 0, containers },
  };
}

async function tryEvictions(
  context: PropertyContext,
  servers: readonly (KubeApi | undefined)[],
): Promise<{ readonly judged: number }> {
  const asked = servers.filter((server) => server !== undefined);
  const tally: Tally = { asked: 0, granted: 0, refused: 0 };
  const test = fc.asyncProperty(cases, async (about) => {
    await inNamespace(context, ({ namespace }) =>
      new EvictionTrial(context, asked, { ...about, namespace }).run(tally),
    );
  });
  await checkCases(test, { seed: context.seed, numRuns: Math.ceil(6 * context.runs) });
  requireHappened({ 'eviction that was granted': tally.granted, 'eviction that was refused': tally.refused });
  context.note?.(`${tally.granted} granted, ${tally.refused} refused`);
  return { judged: tally.asked };
}

export const evictionProperties: readonly Property[] = [
  {
    id: 'evictions-at-one-time-exceed-no-budget',
    requirements: ['API-15x'],
    title: 'However many Pods are asked to go at one time, as many stay as their budget wants',
    needs: ['kubeApi'],
    exclusive: false,
    minimumLoad: 10,
    run: (context) => tryEvictions(context, [context.ports.kubeApi]),
  },
  {
    id: 'evictions-at-two-servers-exceed-no-budget',
    requirements: ['API-15x'],
    title: 'Evictions through two API servers on one store exceed no budget together',
    needs: ['kubeApi', 'otherKubeApi'],
    exclusive: false,
    minimumLoad: 10,
    run: (context) => tryEvictions(context, [context.ports.kubeApi, context.ports.otherKubeApi]),
  },
];
