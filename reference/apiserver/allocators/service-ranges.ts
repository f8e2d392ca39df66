import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { Environment } from '../../sim/environment.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../fields.ts';
import { invariant } from '../invariant.ts';
import type { KubeObject } from '../resource-definition.ts';
import { needsHealthCheck } from '../validation/service-validation.ts';
import {
  defaultServiceRange,
  parseAddressRanges,
  parsePortRange,
  type AddressRange,
  type IpFamily,
  type PortRange,
} from './address-range.ts';
import { RangeAllocator } from './range-allocator.ts';

export interface AddressPool {
  readonly range: AddressRange;
  readonly allocator: RangeAllocator;
}

/** What services are given numbers from. */
export interface ServiceRanges {
  /** One, or one of each family; services get addresses of the first unless they ask for others. */
  readonly pools: readonly [AddressPool, ...AddressPool[]];
  readonly ports: PortRange;
  readonly portAllocator: RangeAllocator;
}

export interface ServiceRangeOptions {
  /** `10.96.0.0/12`, or two of different families with a comma between; absent: that one. */
  readonly addresses?: string | undefined;
  /** Both ends included; absent: `30000-32767`. */
  readonly ports?: string | undefined;
}

export function createServiceRanges(
  environment: Environment,
  store: { readonly connection: EtcdConnection; readonly root: string },
  options: ServiceRangeOptions,
): ServiceRanges {
  const ranges = parseAddressRanges(options.addresses ?? defaultServiceRange);
  invariant(ranges !== undefined, 'the service address range is a CIDR, or one of each family');
  const ports = parsePortRange(options.ports ?? '30000-32767');
  invariant(ports !== undefined, 'the node port range is FIRST-LAST');
  const pools = ranges.map((range) => ({
    range,
    allocator: new RangeAllocator(environment, store, range.allocation),
  }));
  const [first, ...others] = pools;
  invariant(first !== undefined, 'there is at least one range');
  return {
    pools: [first, ...others],
    ports,
    portAllocator: new RangeAllocator(environment, store, ports.allocation),
  };
}

export function poolOf(ranges: ServiceRanges, family: string): AddressPool | undefined {
  return ranges.pools.find((pool) => pool.range.family === family);
}

export function otherFamily(family: string): IpFamily {
  return family === 'IPv4' ? 'IPv6' : 'IPv4';
}

/** Numbers that a service holds: of each range that it has something of. */
export type Holdings = ReadonlyMap<RangeAllocator, ReadonlySet<number>>;

/** What a stored service holds. Only types that are given ports hold any, whatever the object says. */
export function heldBy(service: KubeObject | undefined, ranges: ServiceRanges): Holdings {
  const spec = objectAt(service, 'spec') ?? {};
  const type = textAt(spec, 'type');
  const addresses = type === 'ExternalName' ? [] : textsAt(spec, 'clusterIPs');
  const held = new Map<RangeAllocator, Set<number>>();
  for (const { range, allocator } of ranges.pools) {
    const numbers = addresses.map((address) => range.numberOf(address));
    held.set(allocator, new Set(numbers.filter((number) => number !== undefined)));
  }
  const ports = type === 'NodePort' || type === 'LoadBalancer' ? objectsAt(spec, 'ports') : [];
  const numbers = ports.map((port) => numberAt(port, 'nodePort') ?? 0);
  if (needsHealthCheck(spec)) numbers.push(numberAt(spec, 'healthCheckNodePort') ?? 0);
  const { first, allocation } = ranges.ports;
  const inRange = numbers
    .map((number) => number - first)
    .filter((number) => number >= 0 && number < allocation.size);
  held.set(ranges.portAllocator, new Set(inRange));
  return held;
}
