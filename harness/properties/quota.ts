import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KubeApi } from '../ports/ports.ts';
import { isAccepted } from '../world/exchange.ts';
import { eventually } from '../world/waiting.ts';
import { CaseTime } from './cluster/case-time.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property, PropertyContext } from './property.ts';
import {
  deeds,
  excess,
  growingDeeds,
  nothing,
  podSpec,
  plus,
  QuotaActor,
  sendJson,
  SureUsage,
  type Deed,
  type Tally,
  type Usage,
} from './quota-load.ts';
import { inNamespace } from './recorded-client.ts';

interface QuotaCase {
  readonly hard: Usage;
  /** What each actor does, one thing after the other; all actors at once. */
  readonly scripts: readonly (readonly Deed[])[];
}

/** What the first actor begins with, since chance alone would leave it out now and then. */
const opening: readonly Deed[] = [
  { kind: 'service', nodePorts: 1, afterMs: 0 },
  { kind: 'grow', nodePorts: 1, afterMs: 0 },
];

function casesOf(deed: fc.Arbitrary<Deed>): fc.Arbitrary<QuotaCase> {
  const script = fc.array(deed, { minLength: 8, maxLength: 16 });
  const drawn: fc.Arbitrary<QuotaCase> = fc.record({
    hard: fc.record({
      secrets: fc.integer({ min: 1, max: 4 }),
      pods: fc.integer({ min: 1, max: 5 }),
      milliCpu: fc.constantFrom(333, 500, 1000),
      nodePorts: fc.integer({ min: 2, max: 5 }),
    }),
    scripts: fc.array(script, { minLength: 3, maxLength: 6 }),
  });
  return drawn.map(({ hard, scripts }) => ({
    hard,
    scripts: scripts.map((deeds, index) => (index === 0 ? [...opening, ...deeds] : deeds)),
  }));
}

/** As long as a charge may take to be given back. */
const settledMs = 10_000;
const longestLoadMs = 600_000;
/** For whoever still counts to come to his end. */
const restMs = 1_500;

/** One quota in a namespace of its own, and the servers that are asked in turn. */
class QuotaTrial {
  readonly #context: PropertyContext;
  readonly #servers: readonly KubeApi[];
  readonly #namespace: string;
  readonly #case: QuotaCase;

  constructor(
    context: PropertyContext,
    servers: readonly KubeApi[],
    about: QuotaCase & { namespace: string },
  ) {
    this.#context = context;
    this.#servers = servers;
    this.#namespace = about.namespace;
    this.#case = about;
  }

  async run(): Promise<Tally> {
    await this.#openQuota();
    const sure = new SureUsage(this.#case.hard);
    await this.#load(sure);
    const there = await this.#countObjects();
    assert.deepEqual(
      excess(there, this.#case.hard),
      [],
      `the objects that are there use ${JSON.stringify(there)}, and the quota allows ${JSON.stringify(this.#case.hard)}`,
    );
    await eventually(this.#context.ports.clock, settledMs, async () => {
      assert.deepEqual(
        await this.#statusUsed(),
        await this.#countObjects(),
        'the status tells another usage than there is',
      );
    });
    await this.#useAnew();
    return sure.tally;
  }

  async #openQuota(): Promise<void> {
    const { secrets, pods, milliCpu, nodePorts } = this.#case.hard;
    const hard = {
      secrets: String(secrets),
      pods: String(pods),
      'requests.cpu': `${milliCpu}m`,
      'services.nodeports': String(nodePorts),
    };
    const made = await this.#send('POST', 'resourcequotas', { metadata: { name: 'bounds' }, spec: { hard } });
    if (!isAccepted(made)) throw new Error(`the quota was answered with ${made.status}: ${made.text}`);
    await eventually(this.#context.ports.clock, settledMs, async () => {
      assert.deepEqual(await this.#statusUsed(), nothing, 'a new quota in an empty namespace is not at zero');
    });
    // In a new namespace pods may have to wait for their service account.
    await eventually(this.#context.ports.clock, settledMs, async () => {
      const tried = await this.#send('POST', 'pods?dryRun=All', {
        metadata: { name: 'trial' },
        ...podSpec(1),
      });
      assert.ok(isAccepted(tried), `a pod that fits was answered with ${tried.status}: ${tried.text}`);
    });
  }

  async #load(sure: SureUsage): Promise<void> {
    const { clock } = this.#context.ports;
    const time = clock === undefined ? undefined : new CaseTime(clock);
    const play = async (script: readonly Deed[], index: number): Promise<void> => {
      const api = this.#server(index);
      const actor = new QuotaActor(api, sure, { namespace: this.#namespace, name: `actor-${index}` });
      for (const deed of script) {
        if (deed.afterMs > 0) await (time?.sleep(deed.afterMs).over ?? realPause(deed.afterMs));
        await actor.do(deed);
      }
    };
    const work = async (): Promise<void> => {
      await Promise.all(this.#case.scripts.map(play));
    };
    await (time === undefined ? work() : time.drive(longestLoadMs, work));
  }

  /** What was given back can be used again up to the last, and no further. */
  async #useAnew(): Promise<void> {
    const gone = await this.#send('DELETE', 'secrets');
    assert.ok(isAccepted(gone), `the deletion of all secrets was answered with ${gone.status}: ${gone.text}`);
    await eventually(this.#context.ports.clock, settledMs, async () => {
      assert.equal((await this.#statusUsed()).secrets, 0, 'what was deleted is not given back');
    });
    await this.#pause(restMs);
    const { secrets } = this.#case.hard;
    for (let number = 0; number <= secrets; number += 1) {
      const made = await this.#send('POST', 'secrets', { metadata: { name: `filling-${number}` } });
      const expected = number < secrets ? 201 : 403;
      assert.equal(made.status, expected, `secret ${number + 1} where ${secrets} fit: ${made.text}`);
    }
  }

  async #pause(durationMs: number): Promise<void> {
    const { clock } = this.#context.ports;
    await (clock === undefined ? realPause(durationMs) : clock.advance(durationMs));
  }

  async #countObjects(): Promise<Usage> {
    const lists = await Promise.all(['secrets', 'pods', 'services'].map((plural) => this.#items(plural)));
    return lists.flat().reduce<Usage>((sum, item) => plus(sum, usageOf(item)), nothing);
  }

  async #items(plural: string): Promise<readonly Item[]> {
    const { body } = await this.#send('GET', plural);
    const { items = [], kind = '' } = body as { readonly kind?: string; readonly items?: readonly Item[] };
    return items.map((item) => ({ ...item, kind }));
  }

  async #statusUsed(): Promise<Usage> {
    const { body } = await this.#send('GET', 'resourcequotas/bounds');
    const { status } = body as { readonly status?: { readonly used?: Readonly<Record<string, string>> } };
    const used = status?.used ?? {};
    return {
      secrets: Number(used['secrets']),
      pods: Number(used['pods']),
      milliCpu: milliOf(used['requests.cpu']),
      nodePorts: Number(used['services.nodeports']),
    };
  }

  #server(index: number): KubeApi {
    const server = this.#servers[index % this.#servers.length];
    if (server === undefined) throw new Error('no API server to ask');
    return server;
  }

  #send(method: string, rest: string, body?: object): ReturnType<typeof sendJson> {
    return sendJson(this.#server(0), method, `/api/v1/namespaces/${this.#namespace}/${rest}`, body);
  }
}

interface Item {
  readonly kind: string;
  readonly spec?: {
    readonly type?: string;
    readonly ports?: readonly unknown[];
    readonly containers?: readonly {
      readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
    }[];
  };
}

/** Counts one object in the simplest way. */
function usageOf({ kind, spec }: Item): Usage {
  switch (kind) {
    case 'SecretList':
      return { ...nothing, secrets: 1 };
    case 'PodList': {
      const millis = (spec?.containers ?? []).map(({ resources }) => milliOf(resources?.requests?.['cpu']));
      return { ...nothing, pods: 1, milliCpu: millis.reduce((sum, one) => sum + one, 0) };
    }
    default:
      return { ...nothing, nodePorts: spec?.type === 'NodePort' ? (spec.ports?.length ?? 0) : 0 };
  }
}

function milliOf(text = ''): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

function realPause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

/** Answers with the number of deeds that were judged. */
async function tryQuotas(
  context: PropertyContext,
  servers: readonly (KubeApi | undefined)[],
  load: { readonly deeds: fc.Arbitrary<Deed>; readonly mustHappen: readonly (keyof Tally)[] },
): Promise<number> {
  const asked = servers.filter((server) => server !== undefined);
  const happened: Tally = { accepted: 0, refused: 0, removed: 0, resized: 0 };
  const test = fc.asyncProperty(casesOf(load.deeds), async (quotaCase) => {
    await inNamespace(context, async ({ namespace }) => {
      const tally = await new QuotaTrial(context, asked, { ...quotaCase, namespace }).run();
      for (const what of ['accepted', 'refused', 'removed', 'resized'] as const)
        happened[what] += tally[what];
    });
  });
  await checkCases(test, { seed: context.seed, numRuns: 6 * context.runs });
  requireHappened(Object.fromEntries(load.mustHappen.map((what) => [what, happened[what]])));
  context.note?.(`${happened.accepted} accepted, ${happened.refused} refused, ${happened.removed} removed`);
  return happened.accepted + happened.refused + happened.removed;
}

const growing = { deeds: growingDeeds, mustHappen: ['accepted', 'refused', 'resized'] } as const;
const changing = { deeds, mustHappen: ['accepted', 'refused', 'removed', 'resized'] } as const;

const oneServer: Property = {
  id: 'requests-at-one-time-stay-within-the-quota',
  requirements: ['ADM-10r'],
  title: 'Several actors that create and change at one time never use more than the quota allows',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 100,
  run: async (context) => ({ judged: await tryQuotas(context, [context.ports.kubeApi], growing) }),
};

const twoServers: Property = {
  id: 'two-servers-stay-within-the-quota',
  requirements: ['ADM-10s'],
  title: 'Actors at two API servers on one store never use more together than the quota allows',
  needs: ['kubeApi', 'otherKubeApi'],
  exclusive: false,
  minimumLoad: 100,
  run: async (context) => ({
    judged: await tryQuotas(context, [context.ports.kubeApi, context.ports.otherKubeApi], growing),
  }),
};

const comingAndGoing: Property = {
  id: 'coming-and-going-stays-within-the-quota',
  requirements: ['ADM-10u'],
  title: 'Actors that create, change and delete at one time never use more than the quota allows',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 100,
  run: async (context) => ({
    judged: await tryQuotas(context, [context.ports.kubeApi, context.ports.otherKubeApi], changing),
  }),
};

export const quotaProperties: readonly Property[] = [oneServer, twoServers, comingAndGoing];
