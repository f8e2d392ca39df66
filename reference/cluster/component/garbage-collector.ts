import type { CommandOptions } from '../foreground.ts';
import { runController } from '../remote-controller.ts';

/** The garbage-collector alone. Option: `kubeconfig`. */
export async function runComponent(options: CommandOptions): Promise<void> {
  await runController('garbage-collector', options);
}
