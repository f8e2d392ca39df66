/**
 * What the controllers of a whole cluster put into every namespace sooner or later, by kind. Scenarios and properties are about
 * what they do themselves, so lists, watches and comparisons of states pass it over; a read by name still finds it.
 */
const furniture: Readonly<Record<string, string>> = {
  ConfigMap: 'kube-root-ca.crt',
  ServiceAccount: 'default',
  // What is said of the first where only metadata are asked for.
  PartialObjectMetadata: 'kube-root-ca.crt',
};

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

/** Whether an object is furniture. Items of a list, which do not say their kind themselves, are of the kind given. */
export function isFurniture(object: unknown, kindOfItem?: string): boolean {
  const { kind = kindOfItem, metadata } = (object ?? {}) as Named;
  return kind !== undefined && metadata?.name !== undefined && furniture[kind] === metadata.name;
}

/** A list without furniture; anything else as it is. */
export function withoutFurniture(body: unknown): unknown {
  const { kind, items } = (body ?? {}) as { readonly kind?: string; readonly items?: unknown };
  if (kind?.endsWith('List') !== true || !Array.isArray(items)) return body;
  const kindOfItem = kind.slice(0, -'List'.length);
  if (!items.some((item) => isFurniture(item, kindOfItem))) return body;
  return { ...(body as object), items: items.filter((item) => !isFurniture(item, kindOfItem)) };
}
