/**
 * What the controllers of a whole cluster put into every namespace sooner or later. Scenarios and properties are about
 * what they do themselves, so lists, watches and comparisons of states pass it over; a read by name still finds it.
 */
const furniture: ReadonlySet<string> = new Set(['kube-root-ca.crt']);

interface Named {
  readonly metadata?: { readonly name?: string };
}

/** Whether an object, or an item of a list, is furniture. */
export function isFurniture(object: unknown): boolean {
  return furniture.has((object as Named | null | undefined)?.metadata?.name ?? '');
}

/** A list without furniture; anything else as it is. */
export function withoutFurniture(body: unknown): unknown {
  const { kind, items } = (body ?? {}) as { readonly kind?: string; readonly items?: unknown };
  if (kind?.endsWith('List') !== true || !Array.isArray(items) || !items.some(isFurniture)) return body;
  return { ...(body as object), items: items.filter((item) => !isFurniture(item)) };
}
