import type { SaboteurTitle } from './kube-api-tampering.ts';
import type { Saboteur } from './saboteur.ts';

/** Makes something else of the files that change under a server that runs. Undefined: the server never learns of it. */
export function readsChangedFile(
  named: SaboteurTitle,
  content: (written: string) => string | undefined,
): Saboteur {
  return {
    ...named,
    port: 'serverProcess',
    wrap: (ports, reached) => {
      const { serverProcess } = ports;
      if (serverProcess === undefined) return ports;
      const changeFile: typeof serverProcess.changeFile = async (option, written) => {
        reached();
        const read = content(written);
        if (read !== undefined) await serverProcess.changeFile(option, read);
      };
      return { ...ports, serverProcess: { ...serverProcess, changeFile } };
    },
  };
}
