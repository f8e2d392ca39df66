import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KubeApi } from '../ports/ports.ts';
import { exchange, isAccepted, type Exchange } from '../world/exchange.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property, PropertyContext } from './property.ts';
import { inNamespace } from './recorded-client.ts';

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;

/** One request about one of a few names; numbers that are asked for are numbers that were seen before. */
interface Deed {
  readonly how: 'create' | 'change' | 'remove';
  readonly name: string;
  readonly type: (typeof types)[number];
  readonly headless: boolean;
  readonly asksFor: 'nothing' | 'address' | 'port';
  readonly pick: number;
}

const deeds: fc.Arbitrary<Deed> = fc.record({
  how: fc.constantFrom('create', 'create', 'create', 'change', 'change', 'remove'),
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  type: fc.constantFrom(...types),
  headless: fc.nat(5).map((number) => number === 0),
  asksFor: fc.constantFrom('nothing', 'nothing', 'address', 'port'),
  pick: fc.nat(1000),
});

/** Rounds of requests that are all under way at once. */
const scripts = fc.array(fc.array(deeds, { minLength: 4, maxLength: 10 }), { minLength: 3, maxLength: 6 });

interface Service {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly healthCheckNodePort?: number;
    readonly ports?: readonly { readonly nodePort?: number }[];
  };
}

/** What one service has: addresses and node ports, a number of several protocols once. */
function holdingsOf({ spec = {} }: Service): readonly string[] {
  const addresses = (spec.clusterIPs ?? []).filter((address) => address !== 'None');
  const ports = [...(spec.ports ?? []).map(({ nodePort }) => nodePort), spec.healthCheckNodePort];
  const taken = ports
    .filter((port) => port !== undefined && port !== 0)
    .map((port) => `port ${String(port)}`);
  return [...new Set([...addresses.map((address) => `address ${address}`), ...taken])];
}

/** How often what the property is about really came about. */
interface Tally {
  rivals: number;
  released: number;
  judged: number;
}

class AddressTrial {
  readonly #servers: readonly KubeApi[];
  readonly #namespace: string;
  readonly #path: string;
  readonly #seen: string[] = [];
  readonly #tally: Tally;

  constructor(servers: readonly KubeApi[], namespace: string, tally: Tally) {
    this.#servers = servers;
    this.#namespace = namespace;
    this.#path = `/api/v1/namespaces/${namespace}/services`;
    this.#tally = tally;
  }

  async run(script: readonly (readonly Deed[])[]): Promise<void> {
    for (const round of script) {
      const answers = await Promise.all(round.map((deed, index) => this.#do(deed, index)));
      for (const { status, text } of answers)
        assert.ok(
          status < 500 || status === 503,
          `a request about a service was answered with ${status}: ${text}`,
        );
      await this.#judge();
    }
    await this.#askAgain();
  }

  async #do(deed: Deed, turn: number): Promise<Exchange> {
    const path = `${this.#path}/${deed.name}`;
    if (deed.how === 'remove') return this.#send(turn, 'DELETE', path);
    const spec = this.#specOf(deed);
    if (deed.how === 'change') return this.#send(turn, 'PATCH', path, { spec: { type: deed.type } });
    const answer = await this.#send(turn, 'POST', this.#path, { metadata: { name: deed.name }, spec });
    if (isAccepted(answer)) this.#seen.push(...holdingsOf(answer.body as Service));
    if (answer.status === 422) this.#tally.rivals += 1;
    return answer;
  }

  #specOf({ type, headless, asksFor, pick }: Deed): unknown {
    const known = this.#seen.filter((holding) => holding.startsWith(`${asksFor} `));
    const asked = known[pick % Math.max(1, known.length)]?.split(' ')[1];
    const port = asksFor === 'port' && asked !== undefined ? { nodePort: Number(asked) } : {};
    const address = asksFor === 'address' && asked !== undefined ? { clusterIP: asked } : {};
    const external = type === 'ExternalName';
    return {
      type,
      ports: [{ port: 80, ...(type === 'NodePort' || type === 'LoadBalancer' ? port : {}) }],
      ...(external ? { externalName: 'web.example.com' } : address),
      ...(headless && type === 'ClusterIP' ? { clusterIP: 'None' } : {}),
    };
  }

  /** No two of the services that are there have anything of one another. */
  async #judge(): Promise<void> {
    const holders = new Map<string, string>();
    for (const service of await this.#services()) {
      const name = service.metadata?.name ?? '';
      for (const holding of holdingsOf(service)) {
        const other = holders.get(holding);
        assert.equal(other, undefined, `the services ${String(other)} and ${name} both have ${holding}`);
        holders.set(holding, name);
        this.#tally.judged += 1;
      }
    }
  }

  /** Everything that some service once had and none has now is free: whoever asks for it gets it. */
  async #askAgain(): Promise<void> {
    const services = await this.#services();
    const held = new Set(services.flatMap(holdingsOf));
    for (const { metadata } of services)
      await this.#send(0, 'DELETE', `${this.#path}/${metadata?.name ?? ''}`);
    const once = [...new Set(this.#seen)];
    for (const [index, holding] of once.entries()) {
      const [what, number] = holding.split(' ');
      const spec =
        what === 'port'
          ? { type: 'NodePort', ports: [{ port: 80, nodePort: Number(number) }] }
          : { clusterIP: number, ports: [{ port: 80 }] };
      const name = `again-${index}`;
      const made = await this.#send(index, 'POST', this.#path, { metadata: { name }, spec });
      // Others on a shared cluster may have been given it in the meantime.
      if (made.status === 422 && (await this.#isHeldElsewhere(holding))) continue;
      assert.equal(made.status, 201, `${holding} is not free although no service has it: ${made.text}`);
      if (!held.has(holding)) this.#tally.released += 1;
    }
  }

  async #isHeldElsewhere(holding: string): Promise<boolean> {
    const { body } = await this.#send(0, 'GET', '/api/v1/services');
    const { items = [] } = body as { readonly items?: readonly Service[] };
    return items.some(
      (service) => service.metadata?.namespace !== this.#namespace && holdingsOf(service).includes(holding),
    );
  }

  async #services(): Promise<readonly Service[]> {
    // The last of the servers: what one of them did shows at the others.
    const { body } = await this.#send(this.#servers.length - 1, 'GET', this.#path);
    return (body as { readonly items?: readonly Service[] }).items ?? [];
  }

  #send(turn: number, method: string, path: string, body?: unknown): Promise<Exchange> {
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

async function runTrials(context: PropertyContext, servers: readonly KubeApi[]): Promise<{ judged: number }> {
  const tally: Tally = { rivals: 0, released: 0, judged: 0 };
  const test = fc.asyncProperty(scripts, async (script) => {
    await inNamespace(context, (client) => new AddressTrial(servers, client.namespace, tally).run(script));
  });
  await checkCases(test, { seed: context.seed, numRuns: Math.ceil(8 * context.runs) });
  requireHappened({ 'refusal of what is taken': tally.rivals, 'number that was given back': tally.released });
  context.note?.(`${tally.judged} holdings, ${tally.rivals} refusals, ${tally.released} given back`);
  return { judged: tally.judged };
}

function apisOf({ ports }: PropertyContext): readonly KubeApi[] {
  return [ports.kubeApi, ports.otherKubeApi].filter((api) => api !== undefined);
}

export const addressProperties: readonly Property[] = [
  {
    id: 'no-two-services-share-an-address',
    requirements: ['API-19j'],
    title:
      'Whatever is created, changed and removed at once, no two Services have one address or one node port',
    needs: ['kubeApi'],
    exclusive: false,
    minimumLoad: 20,
    run: (context) => runTrials(context, apisOf(context).slice(0, 1)),
  },
  {
    id: 'no-two-servers-give-one-address',
    requirements: ['API-6f'],
    title: 'Through two servers on one store no two Services get one address or one node port',
    needs: ['kubeApi', 'otherKubeApi'],
    exclusive: false,
    minimumLoad: 20,
    run: (context) => runTrials(context, apisOf(context)),
  },
];
