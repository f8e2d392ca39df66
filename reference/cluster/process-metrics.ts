import { readdirSync } from 'node:fs';
import { labelText } from '../apiserver/operations/metric-family.ts';

const openFilesFolder = '/proc/self/fd';

/** What Prometheus' clients tell of the process that they run in, under its usual names. */
export function processMetrics(startedMs: number): () => string {
  return () => {
    const { user, system } = process.cpuUsage();
    const open = openFiles();
    return [
      metric('process_cpu_seconds_total', 'counter', 'Processor time spent.', (user + system) / 1e6),
      metric('process_resident_memory_bytes', 'gauge', 'Memory in use.', process.memoryUsage.rss()),
      metric('process_start_time_seconds', 'gauge', 'When the process started.', startedMs / 1000),
      ...(open === undefined ? [] : [metric('process_open_fds', 'gauge', 'Open files and sockets.', open)]),
      `# HELP kubernetes_build_info [ALPHA] Which version this is.\n# TYPE kubernetes_build_info gauge\n`,
      `kubernetes_build_info{${labelText({ major: '1', minor: '32', platform: process.platform })}} 1\n`,
    ].join('');
  };
}

function metric(name: string, type: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}

/** Undefined where the host does not tell. */
function openFiles(): number | undefined {
  try {
    return readdirSync(openFilesFolder).length;
  } catch {
    return undefined;
  }
}
