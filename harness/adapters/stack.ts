import type { Adapter, Session } from '../ports/adapter.ts';
import type { Ports } from '../ports/ports.ts';

/** Several adapters as one: the first that has a port serves it. */
export function stackAdapters(adapters: readonly Adapter[]): Adapter {
  const [first] = adapters;
  if (first === undefined) throw new Error('no adapter was named');
  if (adapters.length === 1) return first;
  return {
    manifest: {
      ...first.manifest,
      ports: [...new Set(adapters.flatMap((adapter) => adapter.manifest.ports))],
      shared: adapters.some((adapter) => adapter.manifest.shared),
      features: [...new Set(adapters.flatMap((adapter) => adapter.manifest.features))],
    },
    open: async (request) => stackSessions(await Promise.all(adapters.map((adapter) => adapter.open(request)))),
    close: async () => {
      await Promise.all(adapters.map((adapter) => adapter.close()));
    },
  };
}

function stackSessions(sessions: readonly Session[]): Session {
  const ports = sessions.map((session) => session.ports).reverse();
  return {
    ports: Object.assign({}, ...ports) as Ports,
    close: async () => {
      await Promise.all(sessions.map((session) => session.close()));
    },
  };
}
