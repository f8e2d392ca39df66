import { describe, expect, it, vi } from 'vitest';
import type { ObjectsByKind } from '../../reference/client/kinds.ts';
import { startCluster } from '../../reference/index.ts';
import recorded from './policy-warnings.json' with { type: 'json' };
import { withoutNumbers } from './policy-warnings.ts';

type Policy = ObjectsByKind['ValidatingAdmissionPolicy'];

describe('the status of policies', () => {
  it('warns as the controller of Kubernetes 1.32.13 does', async () => {
    const cluster = await startCluster({ controllers: ['policy-status-controller'] });
    const client = cluster.client();
    for (const { name, spec } of recorded)
      await client.create('ValidatingAdmissionPolicy', { metadata: { name }, spec } as Policy);
    // What it needs is loaded from files, which no virtual clock waits for.
    await vi.waitFor(async () => {
      const { items } = await client.list('ValidatingAdmissionPolicy');
      expect(items.every(({ status }) => status?.observedGeneration === 1)).toBe(true);
    });
    for (const { name, typeChecking } of recorded) {
      const { status } = await client.get('ValidatingAdmissionPolicy', name);
      expect({ name, typeChecking: withoutNumbers(status?.typeChecking) }).toEqual({ name, typeChecking });
    }
    expect(recorded.length).toBeGreaterThan(10);
    await cluster.stop();
  });
});
