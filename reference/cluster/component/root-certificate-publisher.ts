import type { CommandOptions } from '../foreground.ts';
import { runController } from '../remote-controller.ts';

/** The root-certificate-publisher alone. Option: `kubeconfig`. */
export async function runComponent(options: CommandOptions): Promise<void> {
  await runController('root-certificate-publisher', options);
}
