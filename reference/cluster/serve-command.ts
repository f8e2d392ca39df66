import { serve, type ServeOptions } from './serve.ts';

/**
 * Runs `serve` in the foreground: prints where it listens, ends cleanly on SIGINT and SIGTERM. Resolves with the exit
 * code: 0 after a signal, 2 where it could not start.
 */
export async function runServe(options: ServeOptions): Promise<number> {
  try {
    const server = await serve(options);
    process.stdout.write(`plimsoll serves Kubernetes 1.32 at ${server.url}\n`);
    if (server.insecureUrl !== undefined)
      process.stdout.write(`and without authentication at ${server.insecureUrl}\n`);
    if (options.kubeconfig !== undefined) {
      process.stdout.write(`kubeconfig: ${options.kubeconfig}  (export KUBECONFIG=${options.kubeconfig})\n`);
    }
    const signal = await endSignal();
    process.stdout.write(`${signal}: ending\n`);
    await server.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`plimsoll serve: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

/** Resolves with the name of the first signal that asks the process to end. */
export function endSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal);
      });
    }
  });
}
