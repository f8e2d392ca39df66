/** An object as the properties see it: its name, its version and the one value that they write. */
export interface Item {
  readonly name: string;
  readonly revision: string;
  readonly value: string;
}

export interface KubeObject {
  readonly metadata?: {
    readonly name?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly items?: readonly KubeObject[];
}

/** The annotation that carries the value. */
export const valueKey: string = 'plimsoll.dev/value';

/** The item that an object of the API stands for. */
export function itemOf(object: unknown): Item {
  const { metadata } = object as KubeObject;
  return {
    name: metadata?.name ?? '',
    revision: metadata?.resourceVersion ?? '',
    value: metadata?.annotations?.[valueKey] ?? '',
  };
}
