import { isIpv4 } from '../validation/scalars.ts';
import type { AllocationRange } from './range-allocator.ts';

/** The largest number of addresses that one range hands out, as upstream's bitmap does. */
const addressLimit = 65_536;

/** The IPv4 addresses that services may have: those of a CIDR but its first and its last. */
export interface AddressRange {
  readonly allocation: AllocationRange;
  readonly cidr: string;
  /** The first address handed out: the `kubernetes` service's. */
  readonly first: string;
  addressOf(number: number): string;
  /** Undefined where the address lies outside. */
  numberOf(address: string): number | undefined;
}

/** Reads a CIDR such as `10.96.0.0/12`; undefined where it is none, or too small for two addresses. */
export function parseAddressRange(cidr: string): AddressRange | undefined {
  const [address = '', bitsText = ''] = cidr.split('/');
  const bits = Number(bitsText);
  if (!isIpv4(address) || !/^\d+$/.test(bitsText) || bits < 8 || bits > 29) return undefined;
  const span = 2 ** (32 - bits);
  const base = Math.floor(toNumber(address) / span) * span;
  const size = Math.min(span - 2, addressLimit);
  const keptForRequests = Math.min(Math.max(16, Math.floor(size / 16)), 256, Math.floor(size / 2));
  const normalized = `${toAddress(base)}/${bits}`;
  return {
    allocation: { name: 'serviceips', range: normalized, size, keptForRequests },
    cidr: normalized,
    first: toAddress(base + 1),
    addressOf: (number) => toAddress(base + 1 + number),
    numberOf: (text) => {
      const number = isIpv4(text) ? toNumber(text) - base - 1 : -1;
      return number >= 0 && number < size ? number : undefined;
    },
  };
}

function toNumber(address: string): number {
  return address.split('.').reduce((total, part) => total * 256 + Number(part), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export interface PortRange {
  readonly allocation: AllocationRange;
  readonly first: number;
  readonly text: string;
}

/** Reads `30000-32767`, both ends included. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d+)-(\d+)$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const size = Number(match[2]) - first + 1;
  if (first < 1 || size < 1 || first + size > 65_536) return undefined;
  const keptForRequests = Math.min(Math.max(16, Math.floor(size / 32)), 128, Math.floor(size / 2));
  return { allocation: { name: 'servicenodeports', range: text, size, keptForRequests }, first, text };
}
