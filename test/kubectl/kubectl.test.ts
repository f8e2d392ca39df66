import { describe, expect, it } from 'vitest';
import {
  deployment,
  describeKubectl,
  kubectl,
  kubectlWith,
  lines,
  namespace,
  refusal,
  session,
} from './kubectl-fixture.ts';
import { normalised } from './kubectl-session.ts';

describeKubectl('kubectl', () => {
  describe('create', () => {
    it('makes objects from generators, whose bodies are protobuf', async () => {
      expect(await kubectl('create', 'configmap', 'c', '--from-literal=a=b')).toBe('configmap/c created\n');
      expect(await kubectl('create', 'deployment', 'd', '--image=nginx', '--replicas=0')).toBe(
        'deployment.apps/d created\n',
      );
      expect(await kubectl('create', 'secret', 'generic', 's', '--from-literal=p=q')).toBe(
        'secret/s created\n',
      );
      expect(await kubectl('create', 'service', 'clusterip', 'v', '--tcp=80:8080')).toBe(
        'service/v created\n',
      );
      expect(await kubectl('get', 'deployment', 'd', '-o', 'jsonpath={.spec.replicas}')).toBe('0');
      expect(await kubectl('get', 'secret', 's', '-o', 'jsonpath={.data.p}')).toBe('cQ==');
      expect(await kubectl('get', 'service', 'v', '-o', 'jsonpath={.spec.ports[0].targetPort}')).toBe('8080');
    });

    it('makes a pod with run', async () => {
      expect(await kubectl('run', 'web', '--image=nginx')).toBe('pod/web created\n');
      expect(lines(await kubectl('get', 'pods'))).toEqual([
        'NAME  READY  STATUS  RESTARTS  AGE',
        'web  0/1  Pending  0  AGE',
      ]);
    });

    it('refuses a name that is taken', async () => {
      await kubectl('create', 'configmap', 'c');
      expect(await refusal('create', 'configmap', 'c')).toBe(
        'error: failed to create configmap: configmaps "c" already exists',
      );
    });
  });

  describe('apply, client side', () => {
    it('creates, changes, leaves alone', async () => {
      expect(await kubectlWith(deployment, 'apply', '-f', '-')).toBe('deployment.apps/web created\n');
      expect(await kubectlWith(deployment, 'apply', '-f', '-')).toBe('deployment.apps/web unchanged\n');
      const changed = deployment.replace('"replicas":2', '"replicas":5');
      expect(await kubectlWith(changed, 'apply', '-f', '-')).toBe('deployment.apps/web configured\n');
      expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('5');
    });

    it('takes away what is no longer applied and keeps what others wrote', async () => {
      const map = (data: object): string =>
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });
      await kubectlWith(map({ a: '1', b: '2' }), 'apply', '-f', '-');
      await kubectl('patch', 'configmap', 'c', '--type=merge', '-p', '{"data":{"mine":"3"}}');
      await kubectlWith(map({ a: '1' }), 'apply', '-f', '-');
      expect(await kubectl('get', 'configmap', 'c', '-o', 'jsonpath={.data}')).toBe('{"a":"1","mine":"3"}');
    });

    it('shows by diff what would change', async () => {
      await kubectlWith(deployment, 'apply', '-f', '-');
      const changed = deployment.replace('nginx:1.27', 'nginx:1.28');
      const result = await session.run(['-n', namespace, 'diff', '-f', '-'], { input: changed });
      expect(result.code, result.stderr).toBe(1);
      expect(result.stdout).toMatch(/^-\s+- image: nginx:1\.27$/m);
      expect(result.stdout).toMatch(/^\+\s+- image: nginx:1\.28$/m);
      const same = await session.run(['-n', namespace, 'diff', '-f', '-'], { input: deployment });
      expect(same).toMatchObject({ code: 0, stdout: '' });
    });
  });

  describe('get', () => {
    it('prints tables, plain and wide', async () => {
      await kubectlWith(deployment, 'create', '-f', '-');
      expect(lines(await kubectl('get', 'deployments'))).toEqual([
        'NAME  READY  UP-TO-DATE  AVAILABLE  AGE',
        'web  0/2  0  0  AGE',
      ]);
      expect(lines(await kubectl('get', 'deployments', '-o', 'wide'))).toEqual([
        'NAME  READY  UP-TO-DATE  AVAILABLE  AGE  CONTAINERS  IMAGES  SELECTOR',
        'web  0/2  0  0  AGE  nginx  nginx:1.27  app=web',
      ]);
    });

    it('prints yaml, json, names, custom columns and jsonpath', async () => {
      await kubectl('create', 'configmap', 'c', '--from-literal=a=b');
      expect(normalised(await kubectl('get', 'configmap', 'c', '-o', 'yaml'))).toBe(
        [
          'apiVersion: v1',
          'data:',
          '  a: b',
          'kind: ConfigMap',
          'metadata:',
          '  creationTimestamp: "TIME"',
          '  name: c',
          `  namespace: ${namespace}`,
          '  resourceVersion: VERSION',
          '  uid: UID',
          '',
        ].join('\n'),
      );
      const json = JSON.parse(await kubectl('get', 'configmap', 'c', '-o', 'json')) as { data: object };
      expect(json.data).toEqual({ a: 'b' });
      expect(await kubectl('get', 'configmap', 'c', '-o', 'name')).toBe('configmap/c\n');
      const columns = 'custom-columns=WHAT:.metadata.name,DATA:.data.a';
      expect(lines(await kubectl('get', 'configmap', 'c', '-o', columns))).toEqual(['WHAT  DATA', 'c  b']);
      expect(await kubectl('get', 'configmap', 'c', '-o', 'jsonpath={.data.a}')).toBe('b');
    });

    it('selects by label and by field', async () => {
      await kubectl('run', 'one', '--image=nginx', '--labels=tier=front');
      await kubectl('run', 'two', '--image=nginx', '--labels=tier=back');
      const names = async (...args: string[]): Promise<string> =>
        kubectl('get', 'pods', '-o', 'name', ...args);
      expect(await names('-l', 'tier=front')).toBe('pod/one\n');
      expect(await names('-l', 'tier!=front')).toBe('pod/two\n');
      expect(await names('-l', 'tier in (front, back),tier')).toBe('pod/one\npod/two\n');
      expect(await names('--field-selector', 'metadata.name=two')).toBe('pod/two\n');
      expect(await refusal('get', 'pods', '--field-selector', 'spec.foo=1')).toContain(
        'field label not supported: spec.foo',
      );
      expect(await refusal('get', 'pods', '-l', 'a in b')).toContain(
        "unable to parse requirement: found 'b'",
      );
    });

    it('lists all namespaces, several kinds, and sorts', async () => {
      await kubectl('create', 'configmap', 'b');
      await kubectl('create', 'configmap', 'a');
      const all = await kubectl('get', 'configmaps', '-A', '--no-headers');
      const own = lines(all).filter((line) => line.startsWith(namespace) && !line.includes('kube-root-ca'));
      expect(own).toEqual([`${namespace}  a  0  AGE`, `${namespace}  b  0  AGE`]);
      expect(await kubectl('get', 'configmaps,secrets', '-o', 'name')).toContain('configmap/a');
      expect(await kubectl('get', 'configmaps', '--sort-by=.metadata.name', '-o', 'name')).toContain(
        'configmap/a\nconfigmap/b',
      );
    });

    it('says what does not exist', async () => {
      expect(await refusal('get', 'pod', 'nope')).toBe('Error from server (NotFound): pods "nope" not found');
      expect(await refusal('get', 'nonsense')).toBe(
        'error: the server doesn\'t have a resource type "nonsense"',
      );
      expect((await session.run(['-n', namespace, 'get', 'pods'])).stderr).toBe(
        `No resources found in ${namespace} namespace.\n`,
      );
    });

    it('watches as a table and as yaml', async () => {
      await kubectl('create', 'configmap', 'c');
      const table = session.start(['-n', namespace, 'get', 'configmap', 'c', '-w']);
      const yaml = session.start(['-n', namespace, 'get', 'configmap', 'c', '--watch', '-o', 'yaml']);
      await Promise.all([table.until(/c\s+0/), yaml.until(/kind: ConfigMap/)]);
      await kubectl('patch', 'configmap', 'c', '-p', '{"data":{"a":"b"}}');
      await Promise.all([table.until(/c\s+1/), yaml.until(/a: b/)]);
      await kubectl('delete', 'configmap', 'c');
      await table.until(/c\s+1.*\nc\s+1/);
      table.stop();
      yaml.stop();
    });
  });

  describe('changing', () => {
    it('patches by all three types', async () => {
      await kubectlWith(deployment, 'create', '-f', '-');
      const strategic = '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"busybox"}]}}}}';
      expect(await kubectl('patch', 'deployment', 'web', '-p', strategic)).toBe(
        'deployment.apps/web patched\n',
      );
      const containers = 'jsonpath={.spec.template.spec.containers[*].name}';
      expect((await kubectl('get', 'deployment', 'web', '-o', containers)).split(' ').sort()).toEqual([
        'nginx',
        'side',
      ]);
      const json = '[{"op":"replace","path":"/spec/replicas","value":7}]';
      await kubectl('patch', 'deployment', 'web', '--type=json', '-p', json);
      expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('7');
      const merge = '{"metadata":{"labels":{"x":"y"}}}';
      await kubectl('patch', 'deployment', 'web', '--type=merge', '-p', merge);
      expect(await kubectl('patch', 'deployment', 'web', '--type=merge', '-p', merge)).toBe(
        'deployment.apps/web patched (no change)\n',
      );
    });

    it('replaces, and refuses a stale version', async () => {
      await kubectl('create', 'configmap', 'c', '--from-literal=a=1');
      const old = await kubectl('get', 'configmap', 'c', '-o', 'json');
      expect(await kubectlWith(old.replace('"1"', '"2"'), 'replace', '-f', '-')).toBe(
        'configmap/c replaced\n',
      );
      const result = await session.run(['-n', namespace, 'replace', '-f', '-'], { input: old });
      expect(result.code).toBe(1);
      expect(result.stderr).toContain(
        'Operation cannot be fulfilled on configmaps "c": the object has been modified; ' +
          'please apply your changes to the latest version and try again',
      );
    });

    it('edits with an editor', async () => {
      await kubectl('create', 'configmap', 'c', '--from-literal=colour=red');
      const environment = { EDITOR: 'sed -i s/red/green/' };
      const result = await session.run(['-n', namespace, 'edit', 'configmap', 'c'], { environment });
      expect(result, result.stderr).toMatchObject({ code: 0, stdout: 'configmap/c edited\n' });
      expect(await kubectl('get', 'configmap', 'c', '-o', 'jsonpath={.data.colour}')).toBe('green');
      const untouched = await session.run(['-n', namespace, 'edit', 'configmap', 'c'], { environment });
      expect(untouched.stderr).toBe('Edit cancelled, no changes made.\n');
    });

    it('labels and annotates', async () => {
      await kubectl('create', 'configmap', 'c');
      expect(await kubectl('label', 'configmap', 'c', 'tier=front')).toBe('configmap/c labeled\n');
      expect(await kubectl('annotate', 'configmap', 'c', 'note=hello')).toBe('configmap/c annotated\n');
      expect(await refusal('label', 'configmap', 'c', 'tier=back')).toContain('--overwrite');
      await kubectl('label', 'configmap', 'c', 'tier=back', '--overwrite');
      expect(lines(await kubectl('get', 'configmap', 'c', '--show-labels', '--no-headers'))).toEqual([
        'c  0  AGE  tier=back',
      ]);
      await kubectl('label', 'configmap', 'c', 'tier-');
      expect(await kubectl('get', 'configmap', 'c', '-o', 'jsonpath={.metadata.labels}')).toBe('');
    });

    it('scales by the subresource, and on a condition', async () => {
      await kubectlWith(deployment, 'create', '-f', '-');
      expect(await kubectl('scale', 'deployment', 'web', '--replicas=4')).toBe(
        'deployment.apps/web scaled\n',
      );
      expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('4');
      expect(await refusal('scale', 'deployment', 'web', '--current-replicas=9', '--replicas=1')).toContain(
        'Expected replicas to be 9, was 4',
      );
    });

    it('cordons a node', async () => {
      const nodes = await kubectl('get', 'nodes', '-o', 'name');
      if (!nodes.includes('node/node-2')) return;
      await kubectl('cordon', 'node-2');
      expect(lines(await kubectl('get', 'node', 'node-2', '--no-headers'))[0]).toMatch(
        /^node-2 {2}Ready,SchedulingDisabled/,
      );
      await kubectl('uncordon', 'node-2');
    });
  });

  describe('delete', () => {
    it('deletes by name, by label, all', async () => {
      for (const name of ['a', 'b', 'c']) await kubectl('create', 'configmap', name);
      await kubectl('label', 'configmap', 'b', 'x=y');
      expect(await kubectl('delete', 'configmap', 'a')).toBe('configmap "a" deleted\n');
      expect(await kubectl('delete', 'configmap', '-l', 'x=y')).toBe('configmap "b" deleted\n');
      expect(await kubectl('delete', 'configmap', 'c', '--now')).toContain('configmap "c" deleted');
      expect(await refusal('delete', 'configmap', 'c')).toBe(
        'Error from server (NotFound): configmaps "c" not found',
      );
      await kubectl('delete', 'configmap', 'c', '--ignore-not-found');
    });

    it('collects dependents in the background, in the foreground, or leaves them', async () => {
      for (const cascade of ['background', 'foreground', 'orphan']) {
        await kubectl('create', 'configmap', cascade);
        const uid = await kubectl('get', 'configmap', cascade, '-o', 'jsonpath={.metadata.uid}');
        const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: cascade, uid, blockOwnerDeletion: true };
        const child = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: `${cascade}-child`, ownerReferences: [owner] },
        };
        await kubectlWith(JSON.stringify(child), 'create', '-f', '-');
        await kubectl('delete', 'configmap', cascade, `--cascade=${cascade}`);
        if (cascade === 'orphan') continue;
        await kubectl('wait', '--for=delete', `secret/${cascade}-child`, '--timeout=10s');
      }
      const owners = 'jsonpath={.metadata.ownerReferences}';
      expect(await kubectl('get', 'secret', 'orphan-child', '-o', owners)).toBe('');
    });

    it('forces a pod at once', async () => {
      await kubectl('run', 'web', '--image=nginx');
      const text = await kubectl('delete', 'pod', 'web', '--grace-period=0', '--force');
      expect(text).toContain('pod "web" force deleted');
      expect(await kubectl('get', 'pods', '-o', 'name')).toBe('');
    });

    it('empties a namespace', async () => {
      const name = `${namespace}-gone`;
      await kubectl('create', 'namespace', name);
      await session.run(['-n', name, 'create', 'configmap', 'c']);
      await session.run(['-n', name, 'run', 'web', '--image=nginx']);
      expect(await kubectl('delete', 'namespace', name, '--timeout=25s')).toBe(
        `namespace "${name}" deleted\n`,
      );
      expect(await refusal('get', 'namespace', name)).toContain('not found');
    }, 30_000);
  });

  describe('wait', () => {
    it('waits for a field and for a deletion', async () => {
      await kubectl('create', 'configmap', 'c', '--from-literal=a=1');
      const waiting = kubectl('wait', 'configmap/c', '--for=jsonpath={.data.a}=2', '--timeout=10s');
      await kubectl('patch', 'configmap', 'c', '-p', '{"data":{"a":"2"}}');
      expect(await waiting).toBe('configmap/c condition met\n');
      expect(await refusal('wait', 'configmap/c', '--for=delete', '--timeout=1s')).toContain(
        'timed out waiting',
      );
    });
  });

  describe('looking around', () => {
    it('describes', async () => {
      await kubectlWith(deployment, 'create', '-f', '-');
      const text = await kubectl('describe', 'deployment', 'web');
      expect(text).toMatch(/^Replicas: +2 desired \| 0 updated \| 0 total \| 0 available \| 0 unavailable$/m);
      expect(text).toMatch(/^StrategyType: +RollingUpdate$/m);
      expect(text).toMatch(/^ +Image: +nginx:1\.27$/m);
      expect(await kubectl('describe', 'namespace', namespace)).toMatch(/^Status: +Active$/m);
    });

    it('explains', async () => {
      const text = await kubectl('explain', 'deployment.spec.replicas');
      expect(text).toMatch(/^GROUP: +apps$/m);
      expect(text).toMatch(/^FIELD: replicas <integer>$/m);
      expect(await kubectl('explain', 'pods', '--recursive')).toMatch(
        /^ {4}containers\t<\[\]Container> -required-$/m,
      );
      expect(await refusal('explain', 'pod.spec.nonsense')).toBe('error: field "nonsense" does not exist');
    });

    it('lists resources and versions', async () => {
      const resources = lines(await kubectl('api-resources'));
      expect(resources).toContain('pods  po  v1  true  Pod');
      expect(resources).toContain('deployments  deploy  apps/v1  true  Deployment');
      expect(resources).toContain('nodes  no  v1  false  Node');
      expect((await kubectl('api-versions')).split('\n')).toEqual(
        expect.arrayContaining(['apps/v1', 'batch/v1', 'v1']),
      );
      const some = await kubectl('api-resources', '--namespaced=false', '--verbs=list', '-o', 'name');
      expect(some.split('\n')).toContain('namespaces');
    });

    it('tells versions and the cluster', async () => {
      const version = JSON.parse(await kubectl('version', '-o', 'json')) as {
        serverVersion: { minor: string };
      };
      expect(version.serverVersion.minor).toBe('32');
      expect(await kubectl('cluster-info')).toContain('Kubernetes control plane');
      expect(await kubectl('get', '--raw', '/readyz')).toBe('ok');
      expect(await kubectl('get', '--raw', '/readyz?verbose')).toMatch(/^\[\+\]ping ok$/m);
    });

    it('works with the kubeconfig', async () => {
      expect((await kubectl('config', 'current-context')).trim()).not.toBe('');
      const view = await kubectl(
        'config',
        'view',
        '--minify',
        '-o',
        'jsonpath={.clusters[0].cluster.server}',
      );
      expect(view).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    });
  });
});
