/** An address of either family. */
export interface IpAddress {
  readonly family: 'IPv4' | 'IPv6';
  readonly value: bigint;
}

const mappedPrefix = 0xff_ffn << 32n;

/**
 * Reads an address as upstream reads it: leading zeros are decimal, and an IPv4 address that is written as an IPv6 one
 * (`::ffff:10.0.0.1`) is an IPv4 address. Undefined where the text is none.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (!text.includes(':')) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { family: 'IPv4', value };
  }
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  if (value >> 32n === mappedPrefix >> 32n) return { family: 'IPv4', value: value & 0xffff_ffffn };
  return { family: 'IPv6', value };
}

function parseIpv4(text: string): bigint | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  let value = 0n;
  for (const part of match.slice(1)) {
    if (part.length > 16 || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map(groupsOf);
  const [head, tail] = groups;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 8 ? joined(head) : undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  return missing < 1 ? undefined : joined([...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])]);
}

function groupsOf(half: string): bigint[] | undefined {
  if (half === '') return [];
  const parts = half.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const embedded = parseIpv4(part);
      if (embedded === undefined) return undefined;
      groups.push(embedded >> 16n, embedded & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function joined(groups: readonly bigint[]): bigint {
  return groups.reduce((total, group) => (total << 16n) | group, 0n);
}

/** The one way to write an address: of IPv6 the longest run of zeros is left out, the first of several. */
export function ipText({ family, value }: IpAddress): string {
  if (family === 'IPv4') return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt((7 - index) * 16)) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

export interface Cidr {
  readonly family: 'IPv4' | 'IPv6';
  /** The first address, with nothing beyond the mask. */
  readonly network: bigint;
  /** Whether the text named the network itself rather than an address in it. */
  readonly isNetwork: boolean;
  readonly bits: number;
  /** How many addresses there are. */
  readonly size: bigint;
}

/** Reads `10.0.0.0/8`; undefined where the text is no such range. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const bitsText = text.slice(slash + 1);
  const address = slash < 0 ? undefined : parseIp(text.slice(0, slash));
  if (address === undefined || !/^\d{1,3}$/.test(bitsText)) return undefined;
  const bits = Number(bitsText);
  const width = address.family === 'IPv4' ? 32 : 128;
  if (bits > width) return undefined;
  const size = 1n << BigInt(width - bits);
  const network = (address.value / size) * size;
  return { family: address.family, network, isNetwork: network === address.value, bits, size };
}

export function cidrText({ family, network, bits }: Cidr): string {
  return `${ipText({ family, value: network })}/${bits}`;
}

/** Whether all of `inner` lies in `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family) return false;
  return inner.network >= outer.network && inner.network + inner.size <= outer.network + outer.size;
}

/** What is special about an address, in upstream's words; empty for an ordinary one. */
export function specialIpProblems(text: string, address: IpAddress): readonly string[] {
  const { family, value } = address;
  const v4 = family === 'IPv4';
  const problems: string[] = [];
  if (value === 0n) problems.push(`may not be unspecified (${text})`);
  if (v4 ? value >> 24n === 127n : value === 1n)
    problems.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (v4 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan)
    problems.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (v4 ? value >> 8n === 0xe0_00_00n : isLinkLocalMulticast(value))
    problems.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  return problems;
}

function isLinkLocalMulticast(value: bigint): boolean {
  return value >> 120n === 0xffn && ((value >> 112n) & 0x0fn) === 2n;
}
