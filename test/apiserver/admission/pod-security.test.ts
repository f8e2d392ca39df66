import { describe, expect, it } from 'vitest';
import { breachesOf, reasonsText } from '../../../reference/apiserver/admission/pod-security/checks.ts';
import { shapeOf } from '../../../reference/apiserver/admission/pod-security/pod-template.ts';
import {
  policyOf,
  standardText,
  type Level,
  type Policy,
  type Standard,
  type StandardVersion,
} from '../../../reference/apiserver/admission/pod-security/standard.ts';

type Json = Record<string, unknown>;

/** A container that keeps every standard. */
const careful: Json = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

function podWith(spec: Json, security: Json = careful): Json {
  return { spec: { containers: [{ name: 'web', image: 'nginx', securityContext: security }], ...spec } };
}

function reasons(pod: Json, level: Level, version: StandardVersion = 'latest'): string {
  return reasonsText(breachesOf(shapeOf(pod), { level, version }));
}

interface Row {
  readonly rule: string;
  readonly good: readonly Json[];
  readonly bad: readonly Json[];
}

const secured = (more: Json): Json => podWith({}, { ...careful, ...more });
const volume = (source: Json): Json => podWith({ volumes: [{ name: 'v', ...source }] });
const ofPod = (securityContext: Json): Json => podWith({ securityContext });

const baseline: readonly Row[] = [
  {
    rule: 'forbidden AppArmor profile',
    good: [
      secured({ appArmorProfile: { type: 'RuntimeDefault' } }),
      ofPod({ appArmorProfile: { type: 'Localhost' } }),
    ],
    bad: [
      secured({ appArmorProfile: { type: 'Unconfined' } }),
      ofPod({ appArmorProfile: { type: 'Unconfined' } }),
    ],
  },
  {
    rule: 'non-default capabilities',
    good: [secured({ capabilities: { add: ['CHOWN', 'KILL'] } })],
    bad: [
      secured({ capabilities: { add: ['NET_RAW'] } }),
      secured({ capabilities: { add: ['CHOWN', 'CAP_CHOWN'] } }),
    ],
  },
  {
    rule: 'host namespaces',
    good: [podWith({ hostPID: false })],
    bad: [podWith({ hostPID: true }), podWith({ hostIPC: true }), podWith({ hostNetwork: true })],
  },
  { rule: 'hostPath volumes', good: [volume({ emptyDir: {} })], bad: [volume({ hostPath: { path: '/' } })] },
  {
    rule: 'hostPort',
    good: [podWith({ containers: [{ name: 'web', ports: [{ containerPort: 80 }] }] })],
    bad: [podWith({ containers: [{ name: 'web', ports: [{ containerPort: 80, hostPort: 80 }] }] })],
  },
  { rule: 'privileged', good: [secured({ privileged: false })], bad: [secured({ privileged: true })] },
  { rule: 'procMount', good: [secured({ procMount: 'Default' })], bad: [secured({ procMount: 'Unmasked' })] },
  {
    rule: 'seLinuxOptions',
    good: [
      ofPod({ seLinuxOptions: { type: 'container_t' } }),
      secured({ seLinuxOptions: { type: 'container_engine_t' } }),
    ],
    bad: [
      ofPod({ seLinuxOptions: { type: 'spc_t' } }),
      secured({ seLinuxOptions: { user: 'root' } }),
      secured({ seLinuxOptions: { role: 'r' } }),
    ],
  },
  {
    rule: 'seccompProfile',
    good: [ofPod({ seccompProfile: { type: 'Localhost' } })],
    bad: [
      ofPod({ seccompProfile: { type: 'Unconfined' } }),
      secured({ seccompProfile: { type: 'Unconfined' } }),
    ],
  },
  {
    rule: 'forbidden sysctls',
    good: [
      ofPod({ sysctls: [{ name: 'net.ipv4.tcp_rmem' }] }),
      ofPod({ sysctls: [{ name: 'kernel.shm_rmid_forced' }] }),
    ],
    bad: [ofPod({ sysctls: [{ name: 'kernel.msgmax' }] })],
  },
  {
    rule: 'hostProcess',
    good: [ofPod({ windowsOptions: { hostProcess: false } })],
    bad: [
      ofPod({ windowsOptions: { hostProcess: true } }),
      secured({ windowsOptions: { hostProcess: true } }),
    ],
  },
];

const restricted: readonly Row[] = [
  {
    rule: 'allowPrivilegeEscalation != false',
    good: [secured({})],
    bad: [secured({ allowPrivilegeEscalation: true }), secured({ allowPrivilegeEscalation: undefined })],
  },
  {
    rule: 'unrestricted capabilities',
    good: [secured({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
    bad: [
      secured({ capabilities: { drop: ['KILL'] } }),
      secured({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
    ],
  },
  {
    rule: 'restricted volume types',
    good: [volume({ configMap: { name: 'a' } }), volume({ projected: {} }), volume({ csi: { driver: 'a' } })],
    bad: [
      volume({ nfs: { server: 'a', path: '/' } }),
      volume({ hostPath: { path: '/' } }),
      volume({ image: {} }),
    ],
  },
  {
    rule: 'runAsNonRoot != true',
    good: [podWith({ securityContext: { runAsNonRoot: true } }, { ...careful, runAsNonRoot: undefined })],
    bad: [
      secured({ runAsNonRoot: false }),
      secured({ runAsNonRoot: undefined }),
      ofPod({ runAsNonRoot: false }),
    ],
  },
  {
    rule: 'runAsUser=0',
    good: [secured({ runAsUser: 1 })],
    bad: [secured({ runAsUser: 0 }), ofPod({ runAsUser: 0 })],
  },
  {
    rule: 'seccompProfile',
    good: [
      podWith(
        { securityContext: { seccompProfile: { type: 'Localhost' } } },
        { ...careful, seccompProfile: undefined },
      ),
    ],
    bad: [secured({ seccompProfile: undefined }), secured({ seccompProfile: { type: 'Unconfined' } })],
  },
];

describe.each([
  ['baseline', baseline],
  ['restricted', restricted],
] as const)('%s', (level, rows) => {
  it.each(rows)('asks for $rule', ({ rule, good, bad }) => {
    for (const pod of good) expect(reasons(pod, level)).toBe('');
    for (const pod of bad) expect(reasons(pod, level)).toBe(rule);
  });

  it.each(['initContainers', 'ephemeralContainers'])('looks at %s', (list) => {
    const pod = podWith({ [list]: [{ name: 'other', securityContext: { ...careful, privileged: true } }] });
    expect(reasons(pod, level)).toBe('privileged');
  });
});

describe('versions', () => {
  it.each([
    ['restricted', 7, { allowPrivilegeEscalation: true }, ''],
    ['restricted', 8, { allowPrivilegeEscalation: true }, 'allowPrivilegeEscalation != false'],
    ['restricted', 21, { capabilities: {} }, ''],
    ['restricted', 22, { capabilities: {} }, 'unrestricted capabilities'],
    ['restricted', 22, { runAsUser: 0 }, ''],
    ['restricted', 23, { runAsUser: 0 }, 'runAsUser=0'],
    ['baseline', 18, { seccompProfile: { type: 'Unconfined' } }, ''],
    ['baseline', 19, { seccompProfile: { type: 'Unconfined' } }, 'seccompProfile'],
    ['baseline', 30, { seLinuxOptions: { type: 'container_engine_t' } }, 'seLinuxOptions'],
    ['baseline', 31, { seLinuxOptions: { type: 'container_engine_t' } }, ''],
    ['baseline', 99, { privileged: true }, 'privileged'],
  ] as const)('%s of 1.%i', (level, version, security, expected) => {
    expect(reasons(secured(security), level, version)).toBe(expected);
  });

  it('knows sysctls from the version on that allows them', () => {
    const pod = ofPod({ sysctls: [{ name: 'net.ipv4.tcp_keepalive_time' }] });
    expect(reasons(pod, 'baseline', 28)).toBe('forbidden sysctls');
    expect(reasons(pod, 'baseline', 29)).toBe('');
  });

  it('asks nothing of Windows that is Linux’s', () => {
    const pod = podWith({ os: { name: 'windows' } }, { runAsNonRoot: true });
    expect(reasons(pod, 'restricted', 24)).not.toBe('');
    expect(reasons(pod, 'restricted', 25)).toBe('');
  });
});

describe('labels', () => {
  const open: Standard = { level: 'privileged', version: 'latest' };
  const defaults: Policy = { enforce: open, audit: open, warn: open };
  const prefix = 'pod-security.kubernetes.io/';
  const read = (labels: Record<string, string>): readonly string[] => {
    const { policy, problems } = policyOf(
      Object.fromEntries(Object.entries(labels).map(([name, value]) => [prefix + name, value])),
      defaults,
    );
    const { enforce, audit, warn } = policy;
    return [...[enforce, audit, warn].map(standardText), ...problems.map(({ field }) => field)];
  };

  it('warn of what is refused, unless something else is asked for', () => {
    expect(read({ enforce: 'baseline', 'enforce-version': 'v1.20' })).toEqual([
      'baseline:v1.20',
      'privileged:latest',
      'baseline:v1.20',
    ]);
    expect(read({ enforce: 'restricted', warn: 'baseline' })[2]).toBe('baseline:latest');
    expect(read({ enforce: 'restricted', 'enforce-version': 'v1.20', 'warn-version': 'v1.30' })[2]).toBe(
      'restricted:v1.30',
    );
  });

  it('count as the strictest where they cannot be read, and as nothing for warnings', () => {
    expect(read({ enforce: 'strict', audit: 'strict', warn: 'strict', 'warn-version': '1.2' })).toEqual([
      'restricted:latest',
      'privileged:latest',
      'privileged:latest',
      `metadata.labels[${prefix}enforce]`,
      `metadata.labels[${prefix}audit]`,
      `metadata.labels[${prefix}warn]`,
      `metadata.labels[${prefix}warn-version]`,
    ]);
  });
});
