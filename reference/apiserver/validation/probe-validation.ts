import { listAt, numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import { regexProblem } from './names.ts';
import type { Problems } from './problems.ts';
import { checkEnumStrictly, checkNonNegative, checkPort, checkPortNumOrName } from './scalars.ts';

type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

const probeNames: readonly ProbeName[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** How a container is asked whether it lives, is ready, has started, and what it does at its beginning and end. */
export function checkProbes(
  problems: Problems,
  field: string,
  given: { container: Fields; spec: Fields },
): void {
  const { container, spec } = given;
  const lifecycle = objectAt(container, 'lifecycle');
  for (const name of lifecycle === undefined ? [] : ['postStart', 'preStop']) {
    const handler = objectAt(lifecycle, name);
    if (handler === undefined) continue;
    const graceSeconds = numberAt(spec, 'terminationGracePeriodSeconds');
    const kinds = ['exec', 'httpGet', 'tcpSocket', 'sleep'];
    checkHandler(problems, `${field}.lifecycle.${name}`, { handler, kinds, graceSeconds });
  }
  for (const name of probeNames) {
    const probe = objectAt(container, name);
    if (probe !== undefined) checkProbe(problems, `${field}.${name}`, probe, name);
  }
}

/** Containers that run to their end before the others start have none of these. */
export function forbidProbes(problems: Problems, field: string, container: Fields): void {
  for (const name of ['lifecycle', ...probeNames]) {
    if (objectAt(container, name) === undefined) continue;
    problems.forbidden(`${field}.${name}`, 'may not be set for init containers without restartPolicy=Always');
  }
}

const counts = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

function checkProbe(problems: Problems, field: string, probe: Fields, name: ProbeName): void {
  checkHandler(problems, field, { handler: probe, kinds: ['exec', 'httpGet', 'tcpSocket', 'grpc'] });
  for (const count of counts) checkNonNegative(problems, `${field}.${count}`, numberAt(probe, count));
  const grace = numberAt(probe, 'terminationGracePeriodSeconds');
  const gracePath = `${field}.terminationGracePeriodSeconds`;
  if (grace !== undefined && grace <= 0) problems.invalid(gracePath, grace, 'must be greater than 0');
  if (name === 'readinessProbe') {
    if (grace !== undefined) problems.invalid(gracePath, grace, 'must not be set for readinessProbes');
    return;
  }
  const threshold = numberAt(probe, 'successThreshold') ?? 0;
  if (threshold !== 1) problems.invalid(`${field}.successThreshold`, threshold, 'must be 1');
}

interface Handling {
  readonly handler: Fields;
  readonly kinds: readonly string[];
  readonly graceSeconds?: number | undefined;
}

function checkHandler(problems: Problems, field: string, { handler, kinds, graceSeconds }: Handling): void {
  const [first, ...others] = kinds.filter((kind) => objectAt(handler, kind) !== undefined);
  if (first === undefined) problems.required(field, 'must specify a handler type');
  else if (first === 'sleep') checkSleep(problems, `${field}.sleep`, handler, graceSeconds);
  else checkAction(problems, `${field}.${first}`, objectAt(handler, first) ?? {}, first);
  for (const other of others)
    problems.forbidden(`${field}.${other}`, 'may not specify more than 1 handler type');
}

function checkAction(problems: Problems, field: string, action: Fields, kind: string): void {
  if (kind === 'exec') {
    if (listAt(action, 'command').length === 0) problems.required(`${field}.command`);
  } else if (kind === 'httpGet') checkHttpGet(problems, field, action);
  else if (kind === 'grpc') checkPort(problems, `${field}.port`, numberAt(action, 'port') ?? 0);
  else checkPortNumOrName(problems, `${field}.port`, valueAt(action, 'port'));
}

function checkHttpGet(problems: Problems, field: string, action: Fields): void {
  if (textAt(action, 'path') === '') problems.required(`${field}.path`);
  checkPortNumOrName(problems, `${field}.port`, valueAt(action, 'port'));
  checkEnumStrictly(problems, `${field}.scheme`, textAt(action, 'scheme'), ['HTTP', 'HTTPS']);
  for (const header of objectsAt(action, 'httpHeaders')) {
    const name = textAt(header, 'name');
    if (/^[-A-Za-z0-9]+$/.test(name)) continue;
    const text = "a valid HTTP header must consist of alphanumeric characters or '-'";
    problems.invalid(`${field}.httpHeaders`, name, regexProblem(text, '[-A-Za-z0-9]+', 'X-Header-Name'));
  }
}

function checkSleep(
  problems: Problems,
  field: string,
  handler: Fields,
  graceSeconds: number | undefined,
): void {
  const seconds = numberAt(objectAt(handler, 'sleep'), 'seconds') ?? 0;
  if (graceSeconds === undefined || (seconds > 0 && seconds <= graceSeconds)) return;
  problems.invalid(
    field,
    seconds,
    `must be greater than 0 and less than terminationGracePeriodSeconds (${graceSeconds}). Enable ` +
      'AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.',
  );
}
