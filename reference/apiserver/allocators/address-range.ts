import { cidrText, ipText, parseCidr, parseIp } from '../validation/ip-address.ts';
import type { AllocationRange } from './range-allocator.ts';

export type IpFamily = 'IPv4' | 'IPv6';

/** The server chooses among these only, however many there are: so what lies in the store stays small. */
const chosenAmong = 65_536;

/** Where cluster IPs come from unless the server is told. */
export const defaultServiceRange: string = '10.96.0.0/12';

/** A range of more addresses than this is refused, as upstream refuses it. */
const widestBits = 20;

/** The addresses that services may have: those of a CIDR but its first and, of IPv4, its last. */
export interface AddressRange {
  readonly allocation: AllocationRange;
  readonly family: IpFamily;
  readonly cidr: string;
  /** The first address handed out: the `kubernetes` service's. */
  readonly first: string;
  /** What a dry run shows for an address that would be chosen. */
  readonly placeholder: string;
  addressOf(number: number): string;
  /** Undefined where the address lies outside, or is none. */
  numberOf(address: string): number | undefined;
}

/** Reads a CIDR such as `10.96.0.0/12`; undefined where it is none, too wide, or too small for two addresses. */
export function parseAddressRange(cidr: string, name: string = 'serviceips'): AddressRange | undefined {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) return undefined;
  const { family, network } = parsed;
  const span = parsed.size;
  if (span > 1n << BigInt(family === 'IPv4' ? widestBits : 64) || span < 8n) return undefined;
  const size = family === 'IPv4' ? Number(span) - 2 : Math.min(Number(span), chosenAmong) - 1;
  const text = cidrText(parsed);
  return {
    allocation: {
      name,
      range: text,
      size,
      chosenAmong: Math.min(size, chosenAmong),
      keptForRequests: keptForRequests(Number(span), { step: 16, most: 256 }),
    },
    family,
    cidr: text,
    first: ipText({ family, value: network + 1n }),
    placeholder: ipText({ family, value: network }),
    addressOf: (number) => ipText({ family, value: network + 1n + BigInt(number) }),
    numberOf: (address) => {
      const ip = parseIp(address);
      if (ip?.family !== family) return undefined;
      const number = ip.value - network - 1n;
      return number >= 0n && number < BigInt(size) ? Number(number) : undefined;
    },
  };
}

/**
 * One range, or two of different families, the first of which is the one that services get by default. Undefined where
 * the text is none of this.
 */
export function parseAddressRanges(text: string): readonly AddressRange[] | undefined {
  const names = ['serviceips', 'secondaryserviceips'];
  const parts = text.split(',');
  if (parts.length > names.length) return undefined;
  const ranges = parts.map((part, index) => parseAddressRange(part.trim(), names[index]));
  const sound = ranges.filter((range) => range !== undefined);
  if (sound.length !== ranges.length) return undefined;
  return new Set(sound.map((range) => range.family)).size === sound.length ? sound : undefined;
}

const leastKept = 16;

/** How many numbers at the low end are chosen last: never fewer than a few, never many; none where there are few at all. */
function keptForRequests(size: number, { step, most }: { step: number; most: number }): number {
  if (size <= leastKept) return 0;
  return Math.min(Math.max(leastKept, Math.floor(size / step)), most);
}

export interface PortRange {
  readonly allocation: AllocationRange;
  readonly first: number;
  readonly text: string;
}

/** Reads `30000-32767`, both ends included, `30000+100`, or one port; undefined where the text is none of these. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^\s*(\d{1,5})\s*(?:([-+])\s*(\d{1,5})\s*)?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const other = Number(match[3] ?? first);
  const last = match[2] === '+' ? first + other : other;
  const size = last - first + 1;
  if (first < 1 || size < 1 || last > 65_535) return undefined;
  const range = `${first}-${last}`;
  return {
    allocation: {
      name: 'servicenodeports',
      range,
      size,
      chosenAmong: size,
      keptForRequests: keptForRequests(size, { step: 32, most: 128 }),
    },
    first,
    text: range,
  };
}
