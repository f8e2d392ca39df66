import type { KubeClient } from '../client/kube-client.ts';
import type { Environment } from '../sim/environment.ts';
import type { ControllerName } from './cluster-options.ts';

/** A controller at work. */
export interface RunningController {
  stop(): void;
}

/** Starts one controller, loading its code only then. */
export async function startController(
  environment: Environment,
  name: ControllerName,
  client: KubeClient,
): Promise<RunningController> {
  switch (name) {
    case 'namespace-controller': {
      const { NamespaceController } = await import('../controllers/namespace-controller.ts');
      return started(new NamespaceController(environment, client));
    }
    case 'garbage-collector': {
      const { GarbageCollector } = await import('../controllers/garbage-collector.ts');
      return started(new GarbageCollector(environment, client));
    }
  }
}

function started<T extends RunningController & { start(): void }>(controller: T): T {
  controller.start();
  return controller;
}
