import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeKubectl, kubectl, lines, refusal } from './kubectl-fixture.ts';

describeKubectl('the manifests of the source documents', () => {
  it('load once their typing errors are mended', async () => {
    expect(await kubectl('create', '-f', 'manifests/guestbook.yaml', '--dry-run=server', '-o', 'name')).toBe(
      [
        'replicationcontroller/redis-master',
        'service/redis-master',
        'replicationcontroller/redis-slave',
        'service/redis-slave',
        'replicationcontroller/frontend',
        'service/frontend',
        '',
      ].join('\n'),
    );
    await kubectl('create', '-f', 'manifests/guestbook.yaml');
    expect(lines(await kubectl('get', 'rc'))).toEqual([
      'NAME  DESIRED  CURRENT  READY  AGE',
      'frontend  3  0  0  AGE',
      'redis-master  1  0  0  AGE',
      'redis-slave  2  0  0  AGE',
    ]);
    const frontend = await kubectl('get', 'service', 'frontend', '--no-headers');
    expect(lines(frontend)[0]).toMatch(
      /^frontend {2}NodePort {2}10\.[\d.]+ {2}<none> {2}80:30001\/TCP {2}AGE$/,
    );
    await kubectl('delete', '-f', 'manifests/guestbook.yaml');
  });

  it('load: busybox, secret, service of several ports, namespace', async () => {
    expect(await kubectl('create', '-f', 'manifests/busybox.yaml')).toBe('pod/busybox created\n');
    expect(await kubectl('create', '-f', 'manifests/secret.yaml')).toBe(
      'secret/mysecret created\npod/mypod created\n',
    );
    expect(lines(await kubectl('get', 'secret', 'mysecret', '--no-headers'))).toEqual([
      'mysecret  Opaque  2  AGE',
    ]);
    await kubectl('create', '-f', 'manifests/multi-port-service.yaml');
    expect(lines(await kubectl('get', 'service', '--no-headers'))[0]).toMatch(/ {2}80\/TCP,443\/TCP {2}AGE$/);
    const dry = await kubectl('create', '-f', 'manifests/namespace.yaml', '--dry-run=server');
    expect(dry).toBe('namespace/development created (server dry run)\n');
  });

  /** What a kube-apiserver 1.32.13 answers, as kubectl 1.32 shows it. */
  const answers: Readonly<Record<string, string>> = {
    'capital-name': 'The Namespace "Development" is invalid: metadata.name: Invalid value: "Development"',
    'misplaced-ports': 'strict decoding error: unknown field "spec.containers[0].env[0].ports"',
    'node-port':
      'The Service "frontend-out-of-range" is invalid: spec.ports[0].nodePort: Invalid value: 80: ' +
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    'not-base64': 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 5',
    'selector-mismatch':
      'The ReplicationController "lonely" is invalid: spec.template.metadata.labels: Invalid value: ' +
      'map[string]string{"name":"other"}: `selector` does not match template `labels`',
    'service-type':
      'The Service "my-service" is invalid: spec.type: Unsupported value: "LoadBalaner": supported values: ' +
      '"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    'string-port':
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ' +
      'ServicePort.spec.ports.port of type int32',
    'unknown-kind': 'no matches for kind "ReplicationControler" in version "v1"',
    'unnamed-ports':
      'The Service "unnamed" is invalid: \n* spec.ports[0].name: Required value\n* spec.ports[1].name: Required value',
  };

  it('have an answer for each broken form', () => {
    const files = readdirSync(new URL('manifests/broken', import.meta.url)).map((file) =>
      file.replace('.yaml', ''),
    );
    expect(files.sort()).toEqual(Object.keys(answers).sort());
  });

  it.each(Object.entries(answers))('are refused while broken: %s', async (name, answer) => {
    expect(await refusal('create', '-f', `manifests/broken/${name}.yaml`)).toContain(answer);
  });
});
