import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingPlugins, pluginNames } from '../../reference/apiserver/admission/plugin-catalogue.ts';
import type { ApiServerOptions } from '../../reference/apiserver/api-server.ts';
import { currentVersion, type KubernetesVersion } from '../../reference/apiserver/legacy-version.ts';
import { readServerFlags } from '../../reference/cluster/server-flags.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-admission-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(
  flags: Record<string, string>,
  kubernetesVersion: KubernetesVersion = currentVersion,
  form: 'content' | 'path' = 'content',
): Promise<ApiServerOptions> {
  const environment = createVirtualEnvironment({ seed: 1 });
  const randomBytes = (count: number): Uint8Array => new Uint8Array(count);
  return readServerFlags(flags, form, { environment, randomBytes, kubernetesVersion });
}

function configuration(...plugins: readonly unknown[]): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins,
  });
}

const file = 'admission-control-config-file';

describe('the plugins', () => {
  it('stand in the order of kube-apiserver 1.32', () => {
    expect(pluginNames(currentVersion)).toEqual([
      'AlwaysAdmit',
      'NamespaceAutoProvision',
      'NamespaceLifecycle',
      'NamespaceExists',
      'LimitPodHardAntiAffinityTopology',
      'LimitRanger',
      'ServiceAccount',
      'NodeRestriction',
      'TaintNodesByCondition',
      'AlwaysPullImages',
      'ImagePolicyWebhook',
      'PodSecurity',
      'PodNodeSelector',
      'Priority',
      'DefaultTolerationSeconds',
      'PodTolerationRestriction',
      'EventRateLimit',
      'ExtendedResourceToleration',
      'DefaultStorageClass',
      'StorageObjectInUseProtection',
      'OwnerReferencesPermissionEnforcement',
      'PersistentVolumeClaimResize',
      'RuntimeClass',
      'CertificateApproval',
      'CertificateSigning',
      'ClusterTrustBundleAttest',
      'CertificateSubjectRestriction',
      'DefaultIngressClass',
      'DenyServiceExternalIPs',
      'MutatingAdmissionPolicy',
      'MutatingAdmissionWebhook',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionWebhook',
      'ResourceQuota',
      'AlwaysDeny',
    ]);
  });

  it('of the past are known to servers of the past alone', async () => {
    const flags = { 'enable-admission-plugins': 'SecurityContextDeny,DenyExecOnPrivileged' };
    await expect(read(flags)).rejects.toThrow(
      'there is no admission plugin SecurityContextDeny, DenyExecOnPrivileged',
    );
    await expect(read(flags, '1.25')).rejects.toThrow('there is no admission plugin DenyExecOnPrivileged;');
    expect((await read(flags, '1.18')).admission?.enable).toEqual([
      'SecurityContextDeny',
      'DenyExecOnPrivileged',
    ]);
  });

  it('that are not built in yet are told from those that there are not', async () => {
    const [missing = ''] = missingPlugins(currentVersion);
    await expect(read({ 'enable-admission-plugins': missing })).rejects.toThrow('is not built in here yet');
    await expect(read({ 'enable-admission-plugins': 'Nonsense' })).rejects.toThrow(
      'there is no admission plugin Nonsense',
    );
    expect((await read({ 'disable-admission-plugins': missing })).admission?.disable).toEqual([missing]);
  });

  it('are not both on and off', async () => {
    const flags = { 'enable-admission-plugins': 'AlwaysAdmit', 'disable-admission-plugins': 'AlwaysAdmit' };
    await expect(read(flags)).rejects.toThrow('both name');
  });
});

describe('the AdmissionConfiguration', () => {
  it.each([
    ['[1', 'neither YAML nor JSON'],
    ['{"kind": "Pod"}', 'must be an AdmissionConfiguration'],
    [configuration({ name: 'Nonsense' }), 'plugins[0].name: there is no admission plugin "Nonsense"'],
    [configuration({ name: 'PodSecurity' }, { name: 'PodSecurity' }), 'PodSecurity stands there twice'],
    [configuration({ name: 'PodSecurity', configuraton: {} }), 'unknown field "plugins[0].configuraton"'],
    [
      configuration({ name: 'PodSecurity', configuration: { kind: 'Pod' } }),
      'PodSecurity: the configuration must be a',
    ],
    [configuration({ name: 'PodSecurity', path: 'elsewhere' }), 'where there are no files'],
  ])('%s is refused', async (text, why) => {
    await expect(read({ [file]: text })).rejects.toThrow(why);
  });

  it('may name files, which lie beside it', async () => {
    const own = {
      apiVersion: 'pod-security.admission.config.k8s.io/v1',
      kind: 'PodSecurityConfiguration',
      defaults: { enforce: 'baseline' },
    };
    writeFileSync(join(folder, 'pods.yaml'), JSON.stringify(own));
    writeFileSync(join(folder, 'admission.yaml'), configuration({ name: 'PodSecurity', path: 'pods.yaml' }));
    const { admission } = await read({ [file]: join(folder, 'admission.yaml') }, currentVersion, 'path');
    expect(admission?.configuration?.get('PodSecurity')).toEqual(own);
  });

  it('must say what EventRateLimit is to count, where that runs', async () => {
    await expect(read({ 'enable-admission-plugins': 'EventRateLimit' })).rejects.toThrow(
      'limits: must not be empty',
    );
    await expect(read({})).resolves.toBeDefined();
  });
});
