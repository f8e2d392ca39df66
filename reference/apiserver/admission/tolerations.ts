import { equalJson, numberAt, objectsAt, textAt, type Fields } from '../fields.ts';

/** The tolerations of a Pod. */
export function tolerationsOf(spec: Readonly<Fields> | undefined): readonly Fields[] {
  return objectsAt(spec, 'tolerations');
}

/** Both lists as one; what another one covers is left out, and of two that are alike the first stays. */
export function mergeTolerations(first: readonly Fields[], second: readonly Fields[]): Fields[] {
  const all = [...first, ...second];
  const merged: Fields[] = [];
  for (const [index, toleration] of all.entries()) {
    const isCovered =
      merged.some((kept) => covers(kept, toleration)) ||
      all.slice(index + 1).some((later) => !alike(later, toleration) && covers(later, toleration));
    if (!isCovered) merged.push(toleration);
  }
  return merged;
}

/** Whether each of them is covered by an allowed one. Nothing to allow means everything. */
export function areAllowed(tolerations: readonly Fields[], allowed: readonly Fields[]): boolean {
  return (
    allowed.length === 0 ||
    tolerations.every((toleration) => allowed.some((wider) => covers(wider, toleration)))
  );
}

/** Whether whatever `toleration` tolerates is tolerated by `wider` too. */
function covers(wider: Fields, toleration: Fields): boolean {
  if (alike(wider, toleration)) return true;
  const key = textAt(wider, 'key');
  const operator = textAt(wider, 'operator');
  if (textAt(toleration, 'key') !== key && (key !== '' || operator !== 'Exists')) return false;
  const effect = textAt(wider, 'effect');
  if (textAt(toleration, 'effect') !== effect && effect !== '') return false;
  if (effect === 'NoExecute' && !lastsAsLong(wider, toleration)) return false;
  if (operator === 'Exists') return true;
  if (operator !== 'Equal' && operator !== '') return false;
  return textAt(toleration, 'operator') === 'Equal' && textAt(toleration, 'value') === textAt(wider, 'value');
}

function lastsAsLong(wider: Fields, toleration: Fields): boolean {
  const most = numberAt(wider, 'tolerationSeconds');
  if (most === undefined) return true;
  const seconds = numberAt(toleration, 'tolerationSeconds');
  return seconds !== undefined && seconds <= most;
}

/** An absent field is as good as an empty one. */
function alike(left: Fields, right: Fields): boolean {
  return equalJson(complete(left), complete(right));
}

function complete(toleration: Fields): Fields {
  return {
    key: textAt(toleration, 'key'),
    operator: textAt(toleration, 'operator'),
    value: textAt(toleration, 'value'),
    effect: textAt(toleration, 'effect'),
    seconds: numberAt(toleration, 'tolerationSeconds') ?? null,
  };
}

/** Adds one, or puts it in the place of one for the same taint. */
export function addToleration(tolerations: readonly Fields[], added: Fields): readonly Fields[] {
  const same = (other: Fields): boolean =>
    ['key', 'operator', 'value', 'effect'].every((name) => textAt(other, name) === textAt(added, name));
  return tolerations.some(same)
    ? tolerations.map((other) => (same(other) && !alike(other, added) ? added : other))
    : [...tolerations, added];
}
