import { objectAt, objectsAt, textAt, type Fields } from '../../fields.ts';

/** A Pod, or the template of one, as far as the standards look at it. */
export interface PodShape {
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Fields>;
}

/** How a Pod breaks a rule: in a word, and in detail. */
export interface Breach {
  readonly reason: string;
  readonly detail: string;
}

/** One rule: undefined where the Pod keeps it. */
export type Check = (pod: PodShape) => Breach | undefined;

/** A container's name and its security context, which is empty where it has none. */
export interface SecuredContainer {
  readonly name: string;
  readonly container: Fields;
  readonly security: Fields;
}

/** Initial, ordinary, ephemeral. */
export function securedContainers({ spec }: PodShape): readonly SecuredContainer[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(spec, list).map((container) => ({
      name: textAt(container, 'name'),
      container,
      security: objectAt(container, 'securityContext') ?? {},
    })),
  );
}

export function podSecurity({ spec }: PodShape): Fields {
  return objectAt(spec, 'securityContext') ?? {};
}

export function isWindows({ spec }: PodShape): boolean {
  return textAt(objectAt(spec, 'os'), 'name') === 'windows';
}

export function quotedList(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

/** In alphabetical order, each once. */
export function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)].toSorted();
}

export function counted(singular: string, count: number): string {
  return count === 1 ? singular : `${singular}s`;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${counted('container', names.length)} ${quotedList(names)}`;
}

/** Who has set something: the Pod itself, containers, or both; '' where nobody has. */
export function settersText(pod: boolean, containers: readonly string[]): string {
  const setters = [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersNamed(containers)] : [])];
  return setters.join(' and ');
}
