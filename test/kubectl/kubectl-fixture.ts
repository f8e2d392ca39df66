import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { hasKubectl, normalised, openKubectlSession, type KubectlSession } from './kubectl-session.ts';

const present = hasKubectl();
if (!present && process.env['CI'] !== undefined) {
  throw new Error('kubectl 1.32 or later is needed for these tests');
}

/** The server and the namespace of the running test; both are set before it begins. */
export let session: KubectlSession;
export let namespace = '';
let count = 0;

/** Runs kubectl in the test's namespace and fails the test where kubectl fails. */
export async function kubectl(...args: string[]): Promise<string> {
  const result = await session.run(['-n', namespace, ...args]);
  expect(result, `kubectl ${args.join(' ')}\n${result.stderr}`).toMatchObject({ code: 0 });
  return result.stdout;
}

/** The same with something on standard input. */
export async function kubectlWith(input: string, ...args: string[]): Promise<string> {
  const result = await session.run(['-n', namespace, ...args], { input });
  expect(result, `kubectl ${args.join(' ')}\n${result.stderr}`).toMatchObject({ code: 0 });
  return result.stdout;
}

/** The error that kubectl shows, with exit code 1. */
export async function refusal(...args: string[]): Promise<string> {
  const result = await session.run(['-n', namespace, ...args]);
  expect(result.code, `kubectl ${args.join(' ')} was accepted: ${result.stdout}`).toBe(1);
  return result.stderr.trimEnd();
}

/** Rows of a table with single gaps, ages replaced. */
export function lines(text: string): string[] {
  return normalised(text)
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/\s{2,}/g, '  '));
}

export const deployment: string = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
    },
  },
});
/** Tests that share one server and get a namespace each; without kubectl they are skipped. */
export function describeKubectl(title: string, tests: () => void): void {
  describe.skipIf(!present)(title, () => {
    beforeAll(async () => {
      session = await openKubectlSession();
    }, 30_000);
    afterAll(() => session.close());
    beforeEach(async () => {
      count += 1;
      namespace = 'default';
      const name = `kubectl-${process.pid}-${count}`;
      await kubectl('create', 'namespace', name);
      namespace = name;
    });
    tests();
  });
}
