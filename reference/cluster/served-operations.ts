import type { ApiServer } from '../apiserver/api-server.ts';
import type { OperationsOptions, OperationsOutlets } from '../apiserver/operations/operations.ts';
import type { Environment } from '../sim/environment.ts';
import { AuditLogFile } from './audit-log-file.ts';
import { processMetrics } from './process-metrics.ts';

/** Where a server of its own process tells what it does: the audit log's file, standard error. */
export interface ServedOutlets {
  readonly outlets: OperationsOutlets;
  close(): void;
}

/** Throws a `StartError` where the audit log cannot be written. */
export function openOutlets(environment: Environment, { auditLog }: OperationsOptions): ServedOutlets {
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const file =
    auditLog === undefined ? undefined : new AuditLogFile(auditLog, () => environment.clock.now(), log);
  return {
    outlets: {
      log,
      processMetrics: processMetrics(environment.clock.now()),
      ...(file === undefined
        ? {}
        : {
            audit: (event) => {
              file.write(event);
            },
          }),
    },
    close: () => file?.close(),
  };
}

/**
 * An orderly end: says that the server is not ready and serves on for a while, so that whoever asks first goes elsewhere; then
 * takes nothing more, ends watches, and finishes what has begun.
 */
export async function drained(
  environment: Environment,
  server: ApiServer,
  { shutdownDelayMs = 0 }: OperationsOptions,
): Promise<void> {
  server.announceEnd();
  if (shutdownDelayMs > 0) {
    await new Promise<void>((resolve) => {
      environment.timers.after(shutdownDelayMs, resolve);
    });
  }
  await server.close();
}
