import { isFields, setOwn, type Fields } from '../fields.ts';

const intBound = 2 ** 63;

/** A JSON value as CEL sees it: whole numbers that fit 64 bits are integers, all others are doubles. */
export function celValue(json: unknown): unknown {
  if (typeof json === 'number')
    return Number.isInteger(json) && json >= -intBound && json < intBound ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map((item) => celValue(item));
  if (!isFields(json)) return json;
  const value: Fields = {};
  for (const name in json) if (json[name] !== undefined) setOwn(value, name, celValue(json[name]));
  return value;
}
