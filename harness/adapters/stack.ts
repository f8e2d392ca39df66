import { UsageError } from '../catalogue/problem.ts';
import type { Adapter, AdapterManifest, Session, SessionRequest } from '../ports/adapter.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Several adapters as one: the first that has a port serves it. The implementation under test is that of the first
 * adapter; the others lend what it lacks. A session opens one in every adapter and closes all of them.
 */
export function stackAdapters(adapters: readonly Adapter[]): Adapter {
  const [first] = adapters;
  if (!first) throw new UsageError('no adapter is given; write --adapter NAME');
  if (adapters.length === 1) return first;
  return {
    manifest: stackedManifest(adapters, first.manifest),
    open: (request) => openAll(adapters, request),
    close: async () => {
      await Promise.all(adapters.map((adapter) => adapter.close()));
    },
  };
}

function stackedManifest(adapters: readonly Adapter[], first: AdapterManifest): AdapterManifest {
  const manifests = adapters.map(({ manifest }) => manifest);
  const kubernetes = manifests.find((manifest) => manifest.kubernetes !== undefined)?.kubernetes;
  return {
    name: manifests.map(({ name }) => name).join('+'),
    implementation: first.implementation,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ports: [...new Set(manifests.flatMap(({ ports }) => ports))],
    shared: manifests.some(({ shared }) => shared),
    features: [...new Set(manifests.flatMap(({ features }) => features))],
  };
}

async function openAll(adapters: readonly Adapter[], request: SessionRequest): Promise<Session> {
  const opened: Session[] = [];
  try {
    for (const adapter of adapters) opened.push(await adapter.open(request));
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
  const ports: Ports = Object.assign({}, ...opened.map((session) => session.ports).reverse()) as Ports;
  return { ports, close: () => closeAll(opened) };
}

async function closeAll(sessions: readonly Session[]): Promise<void> {
  const ends = await Promise.allSettled(sessions.map((session) => session.close()));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
}
