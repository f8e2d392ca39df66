import { Ip, Net } from './cel-addresses.ts';

const perCharacter = 0.1;

/** What it costs to go through so many characters `times` times. */
export function traversal(size: number, times = 1): number {
  return Math.ceil(size * times * perCharacter);
}

/** Characters of a text, items of a list, entries of a map, bytes; one of all else. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return characters(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  if (value instanceof Ip) return value.address.family === 'IPv4' ? 4 : 16;
  if (value instanceof Net) return Math.ceil(value.cidr.bits / 8);
  return isMap(value) ? Object.keys(value).length : 1;
}

function isMap(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function characters(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) pairs += 1;
  }
  return text.length - pairs;
}

/** The smaller size of two. A text is not gone through where it is surely the longer. */
export function smallerSize(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length > 2 * right.length) return characters(right);
    if (right.length > 2 * left.length) return characters(left);
  }
  return Math.min(sizeOf(left), sizeOf(right));
}

/** What it costs to go through a value with all that is in it. */
export function traversalOf(value: unknown): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * perCharacter);
  if (value instanceof Uint8Array) return Math.floor(value.length * perCharacter);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + traversalOf(item), 0);
  if (typeof value !== 'object' || value === null || !isMap(value)) return 1;
  return Object.entries(value).reduce((sum, [name, item]) => sum + traversalOf(name) + traversalOf(item), 0);
}

const weights = new WeakMap<object, number>();

/** Roughly how much there is to look at in a value. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  if (!Array.isArray(value) && !isMap(value)) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  const items: readonly unknown[] = Object.values(value);
  for (const item of items) weight += 1 + weightOf(item);
  weights.set(value, weight);
  return weight;
}
