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
