import type { Reservation, WriteHooks } from '../registry/write-hooks.ts';
import {
  ensureObject,
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  setOrRemove,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { Draft, FieldProblem, KubeObject } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import { invalid } from '../status.ts';
import { goList, Problems } from '../validation/problems.ts';
import { isIp, notAnIp } from '../validation/scalars.ts';
import type { AddressRange, PortRange } from './address-range.ts';
import type { RangeAllocator } from './range-allocator.ts';

export interface ServiceRanges {
  readonly addresses: AddressRange;
  readonly addressAllocator: RangeAllocator;
  readonly ports: PortRange;
  readonly portAllocator: RangeAllocator;
}

/** Gives services their cluster IPs and node ports, and takes them back. */
export function serviceHooks(ranges: ServiceRanges): WriteHooks {
  return {
    reserveForCreate: (draft, dryRun) => reserve({ draft, dryRun, before: undefined }, ranges),
    reserveForUpdate: (draft, before, dryRun) => {
      carryOver(ensureObject(draft, 'spec'), objectAt(before, 'spec') ?? {});
      return reserve({ draft, dryRun, before }, ranges);
    },
    afterUpdate: async (before, after) => {
      await giveBack(heldBy(before, ranges), heldBy(after, ranges), ranges);
    },
    afterDelete: async (object) => {
      await giveBack(heldBy(object, ranges), { addresses: new Set(), ports: new Set() }, ranges);
    },
  };
}

/** Numbers in the two ranges that a service holds. */
interface Holdings {
  readonly addresses: ReadonlySet<number>;
  readonly ports: ReadonlySet<number>;
}

function heldBy(service: KubeObject | undefined, ranges: ServiceRanges): Holdings {
  const spec = objectAt(service, 'spec');
  const ips = textAt(spec, 'type') === 'ExternalName' ? [] : textsAt(spec, 'clusterIPs');
  const addresses = ips.map((ip) => ranges.addresses.numberOf(ip)).filter((number) => number !== undefined);
  const ports = objectsAt(spec, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0);
  const all = [...ports, numberAt(spec, 'healthCheckNodePort') ?? 0].filter((port) => port > 0);
  return { addresses: new Set(addresses), ports: new Set(all.map((port) => port - ranges.ports.first)) };
}

async function giveBack(before: Holdings, after: Holdings, ranges: ServiceRanges): Promise<void> {
  for (const number of before.addresses)
    if (!after.addresses.has(number)) await ranges.addressAllocator.give(number);
  for (const number of before.ports) if (!after.ports.has(number)) await ranges.portAllocator.give(number);
}

/** A replace that leaves out what the server had allocated keeps it. */
function carryOver(spec: Fields, old: Fields): void {
  if (needsAddress(spec) && needsAddress(old) && textAt(spec, 'clusterIP') === '') {
    if (textsAt(spec, 'clusterIPs').length === 0) {
      setOrRemove(spec, 'clusterIP', old['clusterIP']);
      setOrRemove(spec, 'clusterIPs', old['clusterIPs']);
    }
  }
  dropWhatTheTypeEnded(spec, old);
  for (const name of ['ipFamilies', 'ipFamilyPolicy']) {
    if (needsAddress(spec) && needsAddress(old) && spec[name] === undefined)
      setOrRemove(spec, name, old[name]);
  }
  const known = new Map(objectsAt(old, 'ports').map((port) => [portKey(port), numberAt(port, 'nodePort')]));
  for (const port of objectsAt(spec, 'ports')) {
    const before = known.get(portKey(port));
    if (before === undefined || before === 0) continue;
    if (needsNodePorts(spec)) port['nodePort'] ??= before;
    else if (numberAt(port, 'nodePort') === before) setOrRemove(port, 'nodePort', undefined);
  }
}

/** What only the former type had goes along with it, unless the writer set it anew. */
function dropWhatTheTypeEnded(spec: Fields, old: Fields): void {
  const ended: string[] = [];
  const external = (of: Fields): boolean => {
    const type = textAt(of, 'type');
    return type === 'NodePort' || type === 'LoadBalancer' || textsAt(of, 'externalIPs').length > 0;
  };
  if (!needsAddress(spec) && needsAddress(old)) {
    ended.push('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy');
  }
  if (!external(spec) && external(old)) ended.push('externalTrafficPolicy');
  if (textAt(spec, 'type') !== 'LoadBalancer' && textAt(old, 'type') === 'LoadBalancer') {
    ended.push('allocateLoadBalancerNodePorts', 'loadBalancerClass');
  }
  if (textAt(spec, 'type') !== 'ExternalName' && textAt(old, 'type') === 'ExternalName')
    ended.push('externalName');
  for (const name of ended) if (equalJson(spec[name], old[name])) setOrRemove(spec, name, undefined);
}

function portKey(port: Fields): string {
  return `${textAt(port, 'protocol')}/${String(numberAt(port, 'port'))}`;
}

function needsAddress(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  return type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';
}

function needsNodePorts(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  return type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
}

interface Wish {
  readonly draft: Draft;
  readonly before: KubeObject | undefined;
  readonly dryRun: boolean;
}

async function reserve(wish: Wish, ranges: ServiceRanges): Promise<Reservation | Refusal> {
  const spec = ensureObject(wish.draft, 'spec');
  const taken = new Taken(ranges, wish);
  const problem = (await reserveAddress(spec, taken)) ?? (await reservePorts(spec, taken));
  if (problem === undefined) return taken;
  await taken.release();
  const name = textAt(ensureObject(wish.draft, 'metadata'), 'name');
  return invalid({ group: '', kind: 'Service' }, name, problem);
}

/** What one write has taken so far beyond what the service already held. */
class Taken implements Reservation {
  readonly ranges: ServiceRanges;
  readonly held: Holdings;
  readonly dryRun: boolean;
  readonly #addresses: number[] = [];
  readonly #ports: number[] = [];

  constructor(ranges: ServiceRanges, wish: Wish) {
    this.ranges = ranges;
    this.held = heldBy(wish.before, ranges);
    this.dryRun = wish.dryRun;
  }

  async address(wanted: number | undefined): Promise<number | 'taken' | 'full'> {
    const number = await this.ranges.addressAllocator.take(wanted, this.dryRun);
    if (typeof number === 'number' && !this.dryRun) this.#addresses.push(number);
    return number;
  }

  async port(wanted: number | undefined): Promise<number | 'taken' | 'full'> {
    const number = await this.ranges.portAllocator.take(wanted, this.dryRun);
    if (typeof number === 'number' && !this.dryRun) this.#ports.push(number);
    return number;
  }

  async release(): Promise<void> {
    for (const number of this.#addresses.splice(0)) await this.ranges.addressAllocator.give(number);
    for (const number of this.#ports.splice(0)) await this.ranges.portAllocator.give(number);
  }
}

type Found = readonly FieldProblem[] | undefined;

function problem(field: string, value: unknown, detail: string): Found {
  const problems = new Problems();
  problems.invalid(field, value, detail);
  return problems.found;
}

async function reserveAddress(spec: Fields, taken: Taken): Promise<Found> {
  if (!needsAddress(spec)) {
    for (const name of ['ipFamilies', 'ipFamilyPolicy']) setOrRemove(spec, name, undefined);
    return undefined;
  }
  const asked = textAt(spec, 'clusterIP') || (textsAt(spec, 'clusterIPs')[0] ?? '');
  if (asked !== '' && textsAt(spec, 'clusterIPs').length === 0) spec['clusterIPs'] = [asked];
  if (asked !== '' && textAt(spec, 'clusterIP') === '') spec['clusterIP'] = asked;
  if (asked === 'None' && spec['selector'] === undefined && spec['ipFamilyPolicy'] === undefined) {
    // Nobody but the writer knows which addresses such a service stands for.
    spec['ipFamilyPolicy'] = 'RequireDualStack';
    spec['ipFamilies'] = ['IPv4', 'IPv6'];
    return undefined;
  }
  if (!Array.isArray(spec['ipFamilies'])) spec['ipFamilies'] = ['IPv4'];
  spec['ipFamilyPolicy'] ??= 'SingleStack';
  if (spec['ipFamilyPolicy'] === 'RequireDualStack' && asked !== 'None') {
    return problem(
      'spec.ipFamilyPolicy',
      'RequireDualStack',
      'this cluster is not configured for dual-stack services',
    );
  }
  if (asked === 'None') return undefined;
  const address = await allocateAddress(asked, taken);
  if (typeof address !== 'string') return address;
  spec['clusterIP'] = address;
  spec['clusterIPs'] = [address];
  return undefined;
}

async function allocateAddress(asked: string, taken: Taken): Promise<string | Found> {
  const { addresses } = taken.ranges;
  if (asked !== '' && !isIp(asked)) return problem('spec.clusterIPs[0]', asked, notAnIp);
  const wanted = asked === '' ? undefined : addresses.numberOf(asked);
  if (asked !== '' && wanted === undefined) {
    const detail = `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${addresses.cidr}`;
    return problem('spec.clusterIPs', goList([asked]), `failed to allocate IP ${asked}: ${detail}`);
  }
  if (wanted !== undefined && taken.held.addresses.has(wanted)) return asked;
  const number = await taken.address(wanted);
  if (typeof number === 'number') return addresses.addressOf(number);
  if (number === 'taken') {
    return problem(
      'spec.clusterIPs',
      goList([asked]),
      `failed to allocate IP ${asked}: provided IP is already allocated`,
    );
  }
  return problem('spec.clusterIPs', [], 'failed to allocate a serviceIP: range is full');
}

async function reservePorts(spec: Fields, taken: Taken): Promise<Found> {
  if (!needsNodePorts(spec)) return reserveHealthPort(spec, taken);
  /** One number serves all protocols of one port. */
  const chosen = new Map<number, number>();
  const mine = new Set<number>();
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const asked = numberAt(port, 'nodePort') ?? 0;
    const field = `spec.ports[${index}].nodePort`;
    const shared = asked === 0 ? chosen.get(numberAt(port, 'port') ?? 0) : undefined;
    const given = shared ?? (mine.has(asked) ? asked : await allocatePort(field, asked, taken));
    if (typeof given !== 'number') return given;
    port['nodePort'] = given;
    mine.add(given);
    chosen.set(numberAt(port, 'port') ?? 0, given);
  }
  return reserveHealthPort(spec, taken);
}

async function reserveHealthPort(spec: Fields, taken: Taken): Promise<Found> {
  const needed = textAt(spec, 'type') === 'LoadBalancer' && textAt(spec, 'externalTrafficPolicy') === 'Local';
  if (!needed) {
    if (valueAt(spec, 'healthCheckNodePort') !== undefined)
      setOrRemove(spec, 'healthCheckNodePort', undefined);
    return undefined;
  }
  const given = await allocatePort(
    'spec.healthCheckNodePort',
    numberAt(spec, 'healthCheckNodePort') ?? 0,
    taken,
  );
  if (typeof given !== 'number') return given;
  spec['healthCheckNodePort'] = given;
  return undefined;
}

async function allocatePort(field: string, asked: number, taken: Taken): Promise<number | Found> {
  const { ports } = taken.ranges;
  const wanted = asked === 0 ? undefined : asked - ports.first;
  if (wanted !== undefined && (wanted < 0 || wanted >= ports.allocation.size)) {
    const detail = `provided port is not in the valid range. The range of valid ports is ${ports.text}`;
    return problem(field, asked, detail);
  }
  if (wanted !== undefined && taken.held.ports.has(wanted)) return asked;
  const number = await taken.port(wanted);
  if (typeof number === 'number') return number + ports.first;
  return problem(field, asked, number === 'taken' ? 'provided port is already allocated' : 'range is full');
}
