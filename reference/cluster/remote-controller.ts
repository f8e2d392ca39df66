import { createHttpTransport } from '../client/http/http-transport.ts';
import { readKubeconfig } from '../client/http/kubeconfig.ts';
import { KubeClient } from '../client/kube-client.ts';
import { RootCertificate } from '../controllers/root-certificate.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import type { ControllerName } from './cluster-options.ts';
import { runUntilSignal, textOption, type CommandOptions } from './foreground.ts';
import { startController } from './running-controller.ts';
import { refusingToStart, StartError } from './start-error.ts';

/** One controller as a process of its own, against whatever API server the kubeconfig names, a real one included. */
export async function runController(name: ControllerName, options: CommandOptions): Promise<void> {
  const kubeconfig = textOption(options, 'kubeconfig');
  if (kubeconfig === undefined) throw new StartError(`${name} needs --kubeconfig to reach the API server`);
  const access = await refusingToStart(Promise.resolve().then(() => readKubeconfig(kubeconfig)));
  const transport = createHttpTransport(access, `plimsoll-${name}`);
  const client = new KubeClient(transport);
  try {
    await client.raw('GET', '/version');
  } catch (error) {
    await transport.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`no API server answers at ${access.server}: ${reason}`, { cause: error });
  }
  const rootCertificate = new RootCertificate(access.certificateAuthority ?? '');
  const environment = createHostEnvironment({ timersKeepAlive: true });
  const controller = await startController(environment, name, { client, rootCertificate });
  const stop = async (): Promise<void> => {
    controller.stop();
    await transport.close();
  };
  await runUntilSignal({ stop }, [`${name} works with ${access.server}`]);
}
