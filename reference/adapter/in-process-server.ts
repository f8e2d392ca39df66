import type { ServerProcess, StartAttempt } from '../../harness/ports/ports.ts';
import type { ClusterOptions } from '../cluster/cluster-options.ts';
import { startClusterIn, type Cluster } from '../cluster/start-cluster.ts';
import { startServer } from '../cluster/start-server.ts';
import { StartError } from '../cluster/start-error.ts';
import { createVirtualEnvironment } from '../sim/virtual-environment.ts';

/** The first API server of a cluster in this process, ended and started as a process of its own would be. */
export class InProcessServer {
  readonly port: ServerProcess;
  #ending: Promise<void> | undefined;
  #hasEnded = false;

  /** `options`: what servers that are tried have besides what they are tried with. */
  constructor(cluster: () => Promise<Cluster>, options: ClusterOptions) {
    this.port = {
      tryToStart: ({ 'secure-port': port, ...flags }) =>
        port === undefined
          ? attempted(() => startedCluster({ ...options, apiServer: withoutEmpty(flags) }))
          : attempted(() => startServer({ flags, ...(port === '' ? {} : { port: Number(port) }) })),
      tellToEnd: async () => {
        const { apiServer } = await cluster();
        this.#ending ??= apiServer.end().finally(() => {
          this.#hasEnded = true;
        });
      },
      hasEnded: async () => this.#hasEnded,
      changeFile: async (option, content) => {
        (await cluster()).changeFile(option, content);
      },
      startAgain: async () => {
        await this.#ending;
        await (await cluster()).apiServer.start();
        this.#ending = undefined;
        this.#hasEnded = false;
      },
    };
  }
}

/** Options without a value are not given. */
export function withoutEmpty(flags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== ''));
}

function startedCluster(options: ClusterOptions): Promise<Cluster> {
  const environment = createVirtualEnvironment({ seed: 1 });
  return startClusterIn(environment, environment, options);
}

async function attempted(start: () => Promise<{ stop(): Promise<void> }>): Promise<StartAttempt> {
  try {
    const server = await start();
    await server.stop();
    return { started: true, said: '' };
  } catch (error) {
    if (error instanceof StartError) return { started: false, said: error.message };
    throw error;
  }
}
