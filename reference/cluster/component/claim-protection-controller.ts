import type { CommandOptions } from '../foreground.ts';
import { runController } from '../remote-controller.ts';

/** The claim-protection-controller alone. Option: `kubeconfig`. */
export async function runComponent(options: CommandOptions): Promise<void> {
  await runController('claim-protection-controller', options);
}
