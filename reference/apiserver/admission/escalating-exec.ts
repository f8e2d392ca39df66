import { booleanAt, objectAt } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { containersOf } from './pod-containers.ts';

/** What lets a container out into its node. */
type Door = 'hostNetwork' | 'hostPID' | 'hostIPC' | 'privileged';

const doors: Readonly<Record<Door, string>> = {
  hostNetwork: 'cannot exec into or attach to a container using host network',
  hostPID: 'cannot exec into or attach to a container using host pid',
  hostIPC: 'cannot exec into or attach to a container using host ipc',
  privileged: 'cannot exec into or attach to a privileged container',
};

/** Nobody gets into a container that is not kept apart from its node. Gone since 1.21. */
export function denyEscalatingExec(pods: () => ObjectStore): AdmissionPlugin {
  return denyExec('DenyEscalatingExec', ['hostNetwork', 'hostPID', 'hostIPC', 'privileged'], pods);
}

/** Nobody gets into a privileged container. Gone since 1.21. */
export function denyExecOnPrivileged(pods: () => ObjectStore): AdmissionPlugin {
  return denyExec('DenyExecOnPrivileged', ['privileged'], pods);
}

function denyExec(name: string, watched: readonly Door[], pods: () => ObjectStore): AdmissionPlugin {
  return {
    name,
    operations: ['CONNECT'],
    validate: async (request) => {
      if (!isExec(request)) return undefined;
      const store = pods();
      const pod = (await store.read(store.keyOf(request.namespace, request.name)))?.object;
      if (pod === undefined) return notAdmitted(request, `pods "${request.name}" not found`);
      const open = watched.find((door) => isOpen(pod, door));
      return open === undefined ? undefined : notAdmitted(request, doors[open]);
    },
  };
}

function isExec({ definition, subresource }: AdmissionRequest): boolean {
  const isPod = definition.group === '' && definition.plural === 'pods';
  return isPod && (subresource === 'exec' || subresource === 'attach');
}

function isOpen(pod: KubeObject, door: Door): boolean {
  if (door !== 'privileged') return booleanAt(objectAt(pod, 'spec'), door) === true;
  return containersOf(pod).some(
    ({ container }) => booleanAt(objectAt(container, 'securityContext'), 'privileged') === true,
  );
}
