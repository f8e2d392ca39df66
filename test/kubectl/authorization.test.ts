import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasKubectl, openKubectlSession, type KubectlSession } from './kubectl-session.ts';

/** One server for all, whose roles and nodes decide; a real one must be started with `--authorization-mode=Node,RBAC`. */
describe.skipIf(!hasKubectl())('kubectl auth', () => {
  let session: KubectlSession;

  beforeAll(async () => {
    session = await openKubectlSession(['--authorization-mode', 'Node,RBAC']);
    for (const made of [
      'create namespace rights',
      'create role reader --verb=get,list --resource=pods,configmaps -n rights',
      'create rolebinding reader --role=reader --user=alice -n rights',
      'create clusterrole gatherer --aggregation-rule=gather=yes',
      'create clusterrole part --verb=get --resource=nodes',
      'label clusterrole part gather=yes',
      'create clusterrolebinding gatherer --clusterrole=gatherer --group=watchers',
    ]) {
      expect(await session.run(made.split(' ')), made).toMatchObject({ code: 0 });
    }
  }, 60_000);

  afterAll(async () => {
    const made = 'namespace/rights clusterrole/gatherer clusterrole/part clusterrolebinding/gatherer';
    await session.run(['delete', '--wait=false', ...made.split(' ')]);
    await session.close();
  }, 60_000);

  it.each([
    ['get pods -n rights --as alice', 'yes'],
    ['delete pods -n rights --as alice', 'no'],
    ['get pods -n default --as alice', 'no'],
    ['get pods --subresource=log -n rights --as alice', 'no'],
    ['list pods -A --as alice', 'no'],
    ['get nodes --as dave --as-group watchers', 'yes'],
    ['delete nodes --as dave --as-group watchers', 'no'],
    ['get /version --as dave', 'yes'],
    ['get /logs --as dave', 'no'],
    ['* *', 'yes'],
    ['get node/n1 --as system:node:n1 --as-group system:nodes', 'yes'],
    [
      'get secret/any -n rights --as system:node:n1 --as-group system:nodes',
      "no - no relationship found between node 'n1' and this object",
    ],
  ])('can-i %s: %s', async (question, answer) => {
    const { stdout } = await session.run(['auth', 'can-i', ...question.split(' ')]);
    expect(stdout.trim()).toBe(answer);
  });

  it('can-i --list tells what roles give', async () => {
    const { stdout } = await session.run('auth can-i --list -n rights --as alice'.split(' '));
    const rows = stdout.split('\n').map((line) => line.trim().replaceAll(/\s{2,}/g, '  '));
    expect(rows).toContain('configmaps  []  []  [get list]');
    expect(rows).toContain('pods  []  []  [get list]');
    expect(rows).toContain('[/version]  []  [get]');
  });

  it('can-i --list says that it does not know all that nodes may', async () => {
    const { stderr } = await session.run(
      'auth can-i --list -n rights --as system:node:n1 --as-group system:nodes'.split(' '),
    );
    expect(stderr).toContain(
      'the list may be incomplete: node authorizer does not support user rule resolution',
    );
  });

  it('whoami tells whom one acts as', async () => {
    const { stdout } = await session.run(
      'auth whoami --as carol --as-group developers --as-group testers --as-uid 12'.split(' '),
    );
    expect(stdout.replaceAll(/ {2,}/g, ' ')).toContain(
      'Username carol\nUID 12\nGroups [developers testers system:authenticated]\n',
    );
  });

  it('a refusal reads as that of kube-apiserver', async () => {
    expect((await session.run('get pods -n rights --as dave'.split(' '))).stderr.trim()).toBe(
      'Error from server (Forbidden): pods is forbidden: User "dave" cannot list resource "pods" in API group "" in the namespace "rights"',
    );
  });
});
