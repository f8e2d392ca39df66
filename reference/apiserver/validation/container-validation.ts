import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { qualifiedNameProblems } from './names.ts';
import { bare, type Problems } from './problems.ts';
import { parseQuantity, isWhole } from './quantity.ts';
import { checkSecurityContext } from './scheduling-validation.ts';
import { checkEnum, checkName, checkPort, checkPortNumOrName, portNameProblems } from './scalars.ts';

export interface ContainerScope {
  readonly spec: Fields;
  /** The names of the pod's volumes. */
  readonly volumes: ReadonlySet<string>;
}

/** All containers of a pod; names are unique among them. */
export function checkContainers(problems: Problems, field: string, scope: ContainerScope): void {
  const { spec } = scope;
  const names = new Set<string>();
  if (objectsAt(spec, 'containers').length === 0) problems.required(`${field}.containers`);
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of objectsAt(spec, list).entries()) {
      const path = `${field}.${list}[${index}]`;
      const name = textAt(container, 'name');
      if (name === '') problems.required(`${path}.name`);
      else checkName(problems, `${path}.name`, name, 'label');
      if (name !== '' && names.has(name)) problems.duplicate(`${path}.name`, name);
      names.add(name);
      checkContainer(problems, path, { container, scope, init: list === 'initContainers' });
    }
  }
  checkHostPorts(problems, field, spec);
}

interface ContainerPlace {
  readonly container: Fields;
  readonly scope: ContainerScope;
  readonly init: boolean;
}

function checkContainer(problems: Problems, field: string, place: ContainerPlace): void {
  const { container, scope, init } = place;
  const image = textAt(container, 'image');
  if (image === '') problems.required(`${field}.image`);
  else if (image !== image.trim())
    problems.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace');
  checkEnum(problems, `${field}.terminationMessagePolicy`, textAt(container, 'terminationMessagePolicy'), [
    'File',
    'FallbackToLogsOnError',
  ]);
  checkEnum(problems, `${field}.imagePullPolicy`, textAt(container, 'imagePullPolicy'), [
    'Always',
    'IfNotPresent',
    'Never',
  ]);
  checkPorts(problems, `${field}.ports`, container);
  checkEnvironment(problems, field, container);
  checkMounts(problems, `${field}.volumeMounts`, { container, volumes: scope.volumes });
  checkResources(problems, `${field}.resources`, objectAt(container, 'resources'));
  checkSecurityContext(problems, `${field}.securityContext`, objectAt(container, 'securityContext'));
  const sidecar = init && textAt(container, 'restartPolicy') === 'Always';
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = objectAt(container, name);
    if (probe === undefined) continue;
    if (init && !sidecar)
      problems.forbidden(
        `${field}.${name}`,
        'may not be set for init containers without restartPolicy=Always',
      );
    else checkProbe(problems, `${field}.${name}`, { probe, startsAnew: name !== 'readinessProbe' });
  }
  checkLifecycle(problems, `${field}.lifecycle`, {
    lifecycle: objectAt(container, 'lifecycle'),
    allowed: !init || sidecar,
  });
}

function checkLifecycle(
  problems: Problems,
  field: string,
  given: { lifecycle: Fields | undefined; allowed: boolean },
): void {
  const { lifecycle, allowed } = given;
  if (lifecycle !== undefined && !allowed) {
    problems.forbidden(field, 'may not be set for init containers without restartPolicy=Always');
    return;
  }
  for (const name of ['postStart', 'preStop']) {
    const handler = objectAt(lifecycle, name);
    if (handler !== undefined) checkHandler(problems, `${field}.${name}`, handler);
  }
}

const protocols = ['TCP', 'UDP', 'SCTP'];

function checkPorts(problems: Problems, field: string, container: Fields): void {
  const names = new Set<string>();
  for (const [index, port] of objectsAt(container, 'ports').entries()) {
    const path = `${field}[${index}]`;
    const name = textAt(port, 'name');
    if (name !== '') {
      const wrong = portNameProblems(name);
      for (const text of wrong) problems.invalid(`${path}.name`, name, text);
      if (names.has(name)) problems.duplicate(`${path}.name`, name);
      names.add(name);
    }
    const number = numberAt(port, 'containerPort') ?? 0;
    if (number === 0) problems.required(`${path}.containerPort`);
    else checkPort(problems, `${path}.containerPort`, number);
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (hostPort !== 0) checkPort(problems, `${path}.hostPort`, hostPort);
    const protocol = textAt(port, 'protocol');
    if (protocol === '') problems.required(`${path}.protocol`);
    else if (!protocols.includes(protocol))
      problems.notSupported(`${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
  }
}

/** Two containers of one pod cannot have one port of the node. */
function checkHostPorts(problems: Problems, field: string, spec: Fields): void {
  const taken = new Set<string>();
  const hostNetwork = spec['hostNetwork'] === true;
  for (const [index, container] of objectsAt(spec, 'containers').entries()) {
    for (const [at, port] of objectsAt(container, 'ports').entries()) {
      const path = `${field}.containers[${index}].ports[${at}]`;
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostNetwork && hostPort !== numberAt(port, 'containerPort')) {
        problems.invalid(
          `${path}.hostPort`,
          hostPort,
          'must match `containerPort` when `hostNetwork` is true',
        );
      }
      if (hostPort === 0) continue;
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${hostPort}`;
      if (taken.has(key)) problems.duplicate(`${path}.hostPort`, key);
      taken.add(key);
    }
  }
}

function checkEnvironment(problems: Problems, field: string, container: Fields): void {
  for (const [index, variable] of objectsAt(container, 'env').entries()) {
    const path = `${field}.env[${index}]`;
    const name = textAt(variable, 'name');
    if (name === '') problems.required(`${path}.name`);
    else if (!/^[ -<>-~]+$/.test(name)) {
      const text =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";
      problems.invalid(`${path}.name`, name, text);
    }
    const source = objectAt(variable, 'valueFrom');
    if (source !== undefined)
      checkEnvironmentSource(problems, `${path}.valueFrom`, { source, value: textAt(variable, 'value') });
  }
  for (const [index, source] of objectsAt(container, 'envFrom').entries()) {
    const path = `${field}.envFrom[${index}]`;
    const given = ['configMapRef', 'secretRef'].filter((name) => objectAt(source, name) !== undefined);
    if (given.length === 0) problems.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    for (const name of given)
      if (textAt(objectAt(source, name), 'name') === '') problems.required(`${path}.${name}.name`);
  }
}

const environmentSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];

function checkEnvironmentSource(
  problems: Problems,
  field: string,
  given: { source: Fields; value: string },
): void {
  const { source, value } = given;
  const named = environmentSources.filter((name) => objectAt(source, name) !== undefined);
  if (named.length === 0) {
    problems.invalid(
      field,
      '',
      `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\``,
    );
  } else if (value !== '') problems.invalid(field, '', 'may not be specified when `value` is not empty');
  else if (named.length > 1)
    problems.invalid(field, '', 'may not have more than one field specified at a time');
  for (const name of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = objectAt(source, name);
    if (reference === undefined) continue;
    if (textAt(reference, 'name') === '') problems.required(`${field}.${name}.name`);
    if (textAt(reference, 'key') === '') problems.required(`${field}.${name}.key`);
  }
  const fieldRef = objectAt(source, 'fieldRef');
  if (fieldRef !== undefined && textAt(fieldRef, 'fieldPath') === '')
    problems.required(`${field}.fieldRef.fieldPath`);
}

function checkMounts(
  problems: Problems,
  field: string,
  given: { container: Fields; volumes: ReadonlySet<string> },
): void {
  const paths = new Set<string>();
  for (const [index, mount] of objectsAt(given.container, 'volumeMounts').entries()) {
    const path = `${field}[${index}]`;
    const name = textAt(mount, 'name');
    if (name === '') problems.required(`${path}.name`);
    if (!given.volumes.has(name)) problems.notFound(`${path}.name`, name);
    const mountPath = textAt(mount, 'mountPath');
    if (mountPath === '') problems.required(`${path}.mountPath`);
    if (paths.has(mountPath)) problems.invalid(`${path}.mountPath`, mountPath, 'must be unique');
    paths.add(mountPath);
    const subPath = textAt(mount, 'subPath');
    if (subPath.startsWith('/')) problems.invalid(`${path}.subPath`, subPath, 'must be a relative path');
    if (subPath.split('/').includes('..'))
      problems.invalid(`${path}.subPath`, subPath, "must not contain '..'");
    if (subPath !== '' && textAt(mount, 'subPathExpr') !== '') {
      problems.invalid(
        `${path}.subPathExpr`,
        textAt(mount, 'subPathExpr'),
        'subPathExpr and subPath are mutually exclusive',
      );
    }
  }
}

const standardResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Requests and limits: known resources, amounts that are not negative, no request above its limit. */
function checkResources(problems: Problems, field: string, resources: Fields | undefined): void {
  const limits = objectAt(resources, 'limits') ?? {};
  const requests = objectAt(resources, 'requests') ?? {};
  for (const [list, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, value] of Object.entries(amounts)) {
      const path = `${field}.${list}[${name}]`;
      checkResourceName(problems, path, name);
      const amount = parseQuantity(value);
      if (amount !== undefined && amount < 0n)
        problems.invalid(path, String(value), 'must be greater than or equal to 0');
      if (amount !== undefined && !standardResources.has(name) && !isWhole(amount)) {
        problems.invalid(path, String(value), 'must be an integer');
      }
    }
  }
  for (const [name, value] of Object.entries(requests)) {
    const limit = parseQuantity(limits[name]);
    const request = parseQuantity(value);
    if (limit === undefined || request === undefined) continue;
    const path = `${field}.requests`;
    if (request > limit) {
      problems.invalid(
        path,
        String(value),
        `must be less than or equal to ${name} limit of ${String(limits[name])}`,
      );
    } else if (request !== limit && name.startsWith('hugepages-')) {
      problems.invalid(path, String(value), `must be equal to ${name} limit of ${String(limits[name])}`);
    }
  }
}

function checkResourceName(problems: Problems, field: string, name: string): void {
  for (const text of qualifiedNameProblems(name)) problems.invalid(field, name, text);
  const known = standardResources.has(name) || name.startsWith('hugepages-') || name.includes('/');
  if (known) return;
  problems.invalid(field, bare(name), 'must be a standard resource type or fully qualified');
  problems.invalid(field, bare(name), 'must be a standard resource for containers');
}

function checkProbe(problems: Problems, field: string, given: { probe: Fields; startsAnew: boolean }): void {
  const { probe, startsAnew } = given;
  checkHandler(problems, field, probe);
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    const value = numberAt(probe, name) ?? 0;
    if (value < 0) problems.invalid(`${field}.${name}`, value, 'must be greater than or equal to 0');
  }
  const threshold = numberAt(probe, 'successThreshold') ?? 1;
  if (startsAnew && threshold !== 1) problems.invalid(`${field}.successThreshold`, threshold, 'must be 1');
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

function checkHandler(problems: Problems, field: string, handler: Fields): void {
  const named = handlers.filter((name) => objectAt(handler, name) !== undefined);
  for (const extra of named.slice(1))
    problems.forbidden(`${field}.${extra}`, 'may not specify more than 1 handler type');
  if (named.length === 0) problems.required(field, 'must specify a handler type');
  const exec = objectAt(handler, 'exec');
  if (exec !== undefined && textsAt(exec, 'command').length === 0) problems.required(`${field}.exec.command`);
  const httpGet = objectAt(handler, 'httpGet');
  if (httpGet !== undefined) {
    if (textAt(httpGet, 'path') === '') problems.required(`${field}.httpGet.path`);
    checkPortNumOrName(problems, `${field}.httpGet.port`, valueAt(httpGet, 'port'));
    checkEnum(problems, `${field}.httpGet.scheme`, textAt(httpGet, 'scheme'), ['HTTP', 'HTTPS']);
  }
  const tcp = objectAt(handler, 'tcpSocket');
  if (tcp !== undefined) checkPortNumOrName(problems, `${field}.tcpSocket.port`, valueAt(tcp, 'port'));
  const grpc = objectAt(handler, 'grpc');
  if (grpc !== undefined) checkPort(problems, `${field}.grpc.port`, numberAt(grpc, 'port') ?? 0);
}
