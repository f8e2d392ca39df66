import type { Environment } from '@marcbachmann/cel-js';

/** Functions by their signatures in CEL: `string.find(string): string`. */
export type CelFunctions = Readonly<Record<string, (...given: never[]) => unknown>>;

type Constructor = new (...given: never[]) => object;

export function registerFunctions(environment: Environment, functions: CelFunctions): void {
  for (const [signature, run] of Object.entries(functions))
    environment.registerFunction(signature, run as (...given: unknown[]) => unknown);
}

/** A type whose values only its own functions look into. */
export function registerOpaque(environment: Environment, name: string, ctor: Constructor): void {
  environment.registerType(name, { ctor, fields: {} });
}

/** Functions that stand behind a name and a dot: `sets.contains(a, b)`. */
export function registerNamespace(environment: Environment, name: string, functions: CelFunctions): void {
  const type = `kubernetes.namespaces.${name}`;
  class Namespace {
    readonly name = name;
  }
  registerOpaque(environment, type, Namespace);
  environment.registerConstant(name, type, new Namespace());
  for (const [signature, run] of Object.entries(functions)) {
    const behind = (_namespace: unknown, ...given: unknown[]): unknown =>
      (run as (...given: unknown[]) => unknown)(...given);
    environment.registerFunction(`${type}.${signature}`, behind);
  }
}
