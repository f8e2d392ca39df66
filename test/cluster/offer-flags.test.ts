import { describe, expect, it, test } from 'vitest';
import { startCluster } from '../../reference/cluster/start-cluster.ts';

const gate = { 'feature-gates': 'ClusterTrustBundle=true' };
const served = { ...gate, 'runtime-config': 'certificates.k8s.io/v1alpha1/clustertrustbundles=true' };

async function answerOf(apiServer: Readonly<Record<string, string>>, path: string): Promise<string> {
  const cluster = await startCluster({ apiServer });
  const identity = { user: 'admin', groups: ['system:masters'] };
  const answer = await cluster.handle({ method: 'GET', path, headers: {}, peer: identity });
  await cluster.stop();
  return answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
}

describe('what a server is told to offer', () => {
  test.each([
    ['the gate alone', gate],
    ['the resource alone', { 'runtime-config': served['runtime-config'] }],
    [
      'the resource, and not',
      {
        ...served,
        'runtime-config':
          'certificates.k8s.io/v1alpha1=true,certificates.k8s.io/v1alpha1/clustertrustbundles=false',
      },
    ],
    ['nothing', {}],
  ])('is not there by %s', async (_what, flags) => {
    expect(await answerOf(flags, '/apis/certificates.k8s.io')).not.toContain('v1alpha1');
    expect(await answerOf(flags, '/openapi/v3')).not.toContain('v1alpha1');
  });

  test.each([
    ['the resource', served],
    ['its version', { ...gate, 'runtime-config': 'certificates.k8s.io/v1alpha1' }],
    ['everything', { ...gate, 'runtime-config': 'api/all=true' }],
  ])('is there by %s', async (_what, flags) => {
    expect(await answerOf(flags, '/apis/certificates.k8s.io/v1alpha1')).toContain('clustertrustbundles');
    expect(await answerOf(flags, '/openapi/v3')).toContain('apis/certificates.k8s.io/v1alpha1');
  });

  test.each([
    [
      'a gate that there is not',
      { 'feature-gates': 'Everything=true' },
      /unrecognized feature gate: Everything/,
    ],
    ['a gate that is not built in', { 'feature-gates': 'UserNamespacesSupport=true' }, /not built in/],
    ['a gate that is neither', { 'feature-gates': 'ClusterTrustBundle=maybe' }, /true or false/],
    [
      'a group that there is not',
      { 'runtime-config': 'example.com/v1=true' },
      /unknown api groups example\.com/,
    ],
    [
      'a version that is not built in',
      { 'runtime-config': 'certificates.k8s.io/v1beta9=true' },
      /not built in/,
    ],
    ['nothing to be served', { 'runtime-config': 'api/all=false' }, /nothing to serve/],
    ['what is always served', { 'runtime-config': 'apps/v1=false' }, /always served/],
  ])('is refused: %s', async (_what, flags, message) => {
    await expect(startCluster({ apiServer: flags })).rejects.toThrow(message);
  });

  it('may be what is the case anyway', async () => {
    const flags = { 'feature-gates': 'APIServerIdentity=true', 'runtime-config': 'apps/v1=true' };
    await expect(answerOf(flags, '/version')).resolves.toContain('32');
  });
});
