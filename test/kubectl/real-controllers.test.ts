import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasKubectl, openKubectlSession, type KubectlSession } from './kubectl-session.ts';

/**
 * The controller manager and the scheduler of Kubernetes 1.32 against the reference's API server, with RBAC and an account for each
 * controller. They are not in Debian: the variables below name them where somebody has them.
 */
const manager = process.env['PLIMSOLL_KUBE_CONTROLLER_MANAGER'];
const scheduler = process.env['PLIMSOLL_KUBE_SCHEDULER'];
const isPossible = manager !== undefined && scheduler !== undefined && hasKubectl();
const patienceMs = 60_000;

describe.skipIf(!isPossible)('A real controller manager and scheduler', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-controllers-'));
  const components: ChildProcess[] = [];
  let session: KubectlSession;
  let said = '';

  function start(binary: string, name: string, args: readonly string[]): void {
    const access = ['', 'authentication-', 'authorization-'].map(
      (use) => `--${use}kubeconfig=${session.kubeconfig}`,
    );
    const child = spawn(binary, [...access, `--cert-dir=${join(folder, name)}`, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    components.push(child);
  }

  beforeAll(async () => {
    session = await openKubectlSession(['--authorization-mode', 'Node,RBAC']);
    start(manager ?? '', 'manager', ['--use-service-account-credentials=true', '--secure-port=0']);
    start(scheduler ?? '', 'scheduler', ['--secure-port=0']);
  });

  afterAll(async () => {
    for (const component of components) component.kill('SIGKILL');
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('turn workloads into pods and bind them', { timeout: 2 * patienceMs }, async () => {
    const applied = await session.run(['apply', '-f', 'manifests/every-workload.yaml']);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    await expect
      .poll(() => boundPods(session), { timeout: patienceMs, interval: 500 })
      .toEqual(['agent', 'agent', 'agent', 'db', 'once', 'web', 'web', 'web']);
    const slices = await session.run([
      'get',
      'endpointslices',
      '-l',
      'kubernetes.io/service-name=web',
      '-o',
      'name',
    ]);
    expect(slices.stdout).toMatch(/web-/);
    const budget = await session.run(['get', 'pdb', 'web', '-o', 'jsonpath={.status.expectedPods}']);
    expect(budget.stdout).toBe('3');
    // Who was overtaken by another tries again: that is no fault of the server's.
    const isOvertaken = (line: string): boolean => line.includes('the object has been modified');
    const errors = said.split('\n').filter((line) => /^[EF]\d{4} /.test(line) && !isOvertaken(line));
    expect(errors).toEqual([]);
  });
});

/** The names of the workloads whose pods have a node, one for each pod, sorted. */
async function boundPods(session: KubectlSession): Promise<readonly string[]> {
  const template = '{range .items[?(@.spec.nodeName)]}{.metadata.name}{"\\n"}{end}';
  const { stdout } = await session.run(['get', 'pods', '-o', `jsonpath=${template}`]);
  const names = stdout.split('\n').filter((name) => name !== '');
  return names.map((name) => name.split('-')[0] ?? '').sort();
}
