import { expect, it } from 'vitest';
import { describeKubectl, kubectl, kubectlWith, lines, namespace, refusal } from './kubectl-fixture.ts';

describeKubectl('kubectl', () => {
  it('has tokens issued, which prove their service account', async () => {
    await kubectl('create', 'serviceaccount', 'robot');
    await kubectl('create', 'secret', 'generic', 'leash');
    const bound = ['--bound-object-kind', 'Secret', '--bound-object-name', 'leash'];
    const token = (await kubectl('create', 'token', 'robot', '--duration', '10m', ...bound)).trim();
    const spec = { token };
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec };
    const answer = await kubectlWith(
      JSON.stringify(review),
      ...['create', '-f', '-', '-o', 'jsonpath={.status.user.username} {.status.audiences}'],
    );
    expect(answer).toBe(`system:serviceaccount:${namespace}:robot ["https://kubernetes.default.svc"]`);
    expect(await refusal('create', 'token', 'ghost')).toBe(
      'error: failed to create token: serviceaccounts "ghost" not found',
    );
  });

  it('asks who it is', async () => {
    expect(lines(await kubectl('auth', 'whoami')).slice(0, 3)).toEqual([
      'ATTRIBUTE  VALUE',
      'Username  kubernetes-admin',
      'Groups  [system:masters system:authenticated]',
    ]);
  });
});
