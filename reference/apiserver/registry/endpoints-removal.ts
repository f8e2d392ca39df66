import type { Environment } from '../../sim/environment.ts';
import { planDeletion } from './deletion.ts';
import type { Registry } from './registry.ts';

/**
 * Removes the endpoints that bear a service's name, so that a later service of this name does not begin with them.
 * Finalizers hold them back as ever; nothing happens where there are none.
 */
export async function removeEndpoints(
  { environment, registry }: { readonly environment: Environment; readonly registry: Registry },
  namespace: string,
  name: string,
): Promise<void> {
  const entry = registry.find('', 'v1', 'endpoints');
  if (entry === undefined) return;
  const { store, definition } = entry;
  const key = store.keyOf(namespace, name);
  if (store.cache.objects.get(key) === undefined && (await store.read(key)) === undefined) return;
  await store.update(key, (current) => {
    const rules = { strategy: definition.strategy, nowMs: environment.clock.now() };
    const plan = planDeletion(current.object, { dryRun: false }, rules);
    return plan.step === 'mark' ? { write: plan.draft } : 'delete';
  });
}
