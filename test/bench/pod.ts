import type { Pod } from '../../schemas/types/core.v1.ts';

/** A pod as people write them, so that defaulting and validation have something to do. */
export function examplePod(index: number, namespace: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${index}`, namespace, labels: { app: 'web', shard: String(index % 10) } },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'nginx:1.27',
          ports: [{ containerPort: 80 }],
          resources: { requests: { cpu: '100m', memory: '64Mi' } },
          env: [{ name: 'SHARD', value: String(index % 10) }],
        },
      ],
    },
  };
}
