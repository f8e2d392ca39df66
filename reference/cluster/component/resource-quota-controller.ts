import type { CommandOptions } from '../foreground.ts';
import { runController } from '../remote-controller.ts';

/** The resource-quota-controller alone. Option: `kubeconfig`. */
export async function runComponent(options: CommandOptions): Promise<void> {
  await runController('resource-quota-controller', options);
}
