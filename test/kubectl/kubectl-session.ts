import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a run of kubectl gave. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server as a process of its own, and kubectl talking to it. */
export interface KubectlSession {
  /** The path of the file by which other clients find the server too. */
  readonly kubeconfig: string;
  run(args: readonly string[], options?: RunOptions): Promise<KubectlResult>;
  /** Starts kubectl without waiting for its end. */
  start(args: readonly string[]): RunningKubectl;
  close(): Promise<void>;
}

export interface RunningKubectl {
  /** Resolves as soon as the output matches; rejects with the output so far after ten seconds. */
  until(pattern: RegExp): Promise<string>;
  stop(): void;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const patienceMs = 10_000;

/** Whether kubectl 1.32 or later is on this machine. */
export function hasKubectl(): boolean {
  try {
    const text = execFileSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
    const { clientVersion } = JSON.parse(text) as { clientVersion: { major: string; minor: string } };
    return Number(clientVersion.major) > 1 || Number.parseInt(clientVersion.minor, 10) >= 32;
  } catch {
    return false;
  }
}

/**
 * Serves on a free port and waits until it does. With PLIMSOLL_KUBECTL_TARGET, the path of a kubeconfig, that server is
 * used instead: this is how the expectations are held against a real one. `serverFlags` are options of the server.
 */
export async function openKubectlSession(serverFlags: readonly string[] = []): Promise<KubectlSession> {
  const target = process.env['PLIMSOLL_KUBECTL_TARGET'];
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-kubectl-'));
  const kubeconfig = target ?? join(folder, 'kubeconfig');
  const server = target === undefined ? await startServe(kubeconfig, serverFlags) : undefined;
  const environment = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(folder, 'cache') };
  return {
    kubeconfig,
    run: (args, options = {}) => runKubectl(args, options, environment),
    start: (args) => startKubectl(args, environment),
    close: async () => {
      if (server !== undefined) await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startServe(kubeconfig: string, serverFlags: readonly string[]): Promise<ChildProcess> {
  const args = ['harness/cli/plimsoll.mjs', 'serve', '--port', '0', '--insecure-port', '0', '--nodes', '2'];
  const server = spawn(process.execPath, [...args, '--kubeconfig', kubeconfig, ...serverFlags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await outputOf(server).until(/serves Kubernetes/);
  return server;
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    server.kill('SIGTERM');
  });
}

function runKubectl(
  args: readonly string[],
  options: RunOptions,
  environment: NodeJS.ProcessEnv,
): Promise<KubectlResult> {
  return new Promise((resolve) => {
    const env = { ...environment, ...options.environment };
    const child = execFile(
      'kubectl',
      [...args],
      { env, timeout: 30_000, cwd: import.meta.dirname },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.end(options.input ?? '');
  });
}

function startKubectl(args: readonly string[], env: NodeJS.ProcessEnv): RunningKubectl {
  return outputOf(spawn('kubectl', [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function outputOf(child: ChildProcess): RunningKubectl {
  let text = '';
  const onText = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    for (const look of onText) look();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no output matched ${String(pattern)}; it was:\n${text}`));
      }, patienceMs);
      const look = (): void => {
        if (!pattern.test(text)) return;
        clearTimeout(timer);
        onText.delete(look);
        resolve(text);
      };
      onText.add(look);
      look();
    });
  return { until, stop: () => child.kill('SIGTERM') };
}

/** Output with what differs from run to run put in general terms: ages, times, resource versions, uids. */
export function normalised(text: string): string {
  return text
    .replaceAll(/\b\d+(\.\d+)?(ms|s|m|h|d)(\d+s)?(?=\s|$)/gm, 'AGE')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/resourceVersion: "\d+"/g, 'resourceVersion: VERSION')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/[ \t]+$/gm, '');
}
