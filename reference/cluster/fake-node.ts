import type { HandleApiRequest } from '../apiserver/message.ts';
import { timestampText } from '../apiserver/timestamp.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { Environment } from '../sim/environment.ts';
import { createInProcessTransport } from './in-process-transport.ts';

/** A node that looks ready and runs nothing: 4 CPUs, 8 GiB, 110 pods. `number` counts from 1. */
export function fakeNode(number: number, now: string): ObjectsByKind['Node'] {
  const name = `node-${number}`;
  const capacity = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  const address = `192.168.${Math.floor(number / 250)}.${(number % 250) + 1}`;
  return {
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
    },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'plimsoll://1',
        kernelVersion: '',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.32.13',
        machineID: '',
        operatingSystem: 'linux',
        osImage: '',
        systemUUID: '',
      },
    },
  };
}

/** Registers `node-1` to `node-COUNT`; nodes that a store has already are left as they are. */
export async function addFakeNodes(
  environment: Environment,
  handle: HandleApiRequest,
  count: number,
): Promise<void> {
  const identity = { user: 'system:nodes', groups: ['system:nodes', 'system:masters'] };
  const client = new KubeClient(
    createInProcessTransport(environment, handle, { identity, actor: 'cluster' }),
  );
  const now = timestampText(environment.clock.now());
  for (let number = 1; number <= count; number += 1) {
    const node = fakeNode(number, now);
    try {
      await client.create('Node', node);
    } catch (error) {
      if (!isRefusal(error, 'AlreadyExists')) throw error;
      continue;
    }
    const patch = { status: node.status };
    await client.patch('Node', `node-${number}`, { type: 'merge', subresource: 'status', patch });
  }
}
