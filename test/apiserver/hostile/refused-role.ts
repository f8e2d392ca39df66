import { startApi } from '../api-fixture.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** What somebody is told who may create roles, and nothing else, and creates one with this rule. */
export async function mayNot(rule: object): Promise<string> {
  const api = await startApi({ authorizationModes: ['RBAC'] });
  const send = async (user: string, path: string, body: object): Promise<string> => {
    const answer = await api.server.handle({
      method: 'POST',
      path: `${rbac}/${path}`,
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(body)),
      peer: { user, groups: user === 'root' ? ['system:masters'] : [] },
    });
    return answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  };
  const rules = [{ apiGroups: [apiGroup], resources: ['roles'], verbs: ['create'] }];
  await send('root', 'clusterroles', { metadata: { name: 'maker' }, rules });
  await send('root', 'clusterrolebindings', {
    metadata: { name: 'maker' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'maker' },
    subjects: [{ apiGroup, kind: 'User', name: 'mallory' }],
  });
  return send('mallory', 'namespaces/default/roles', { metadata: { name: 'all' }, rules: [rule] });
}
