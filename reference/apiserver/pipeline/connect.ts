import { objectsAt, objectAt, setOrRemove, textAt, type Fields } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import type { KubeObject } from '../resource-definition.ts';
import { badRequest, failure, notFound, serviceUnavailable, type Refusal } from '../status.ts';
import { admissionRequest } from './admission.ts';
import { answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';

/**
 * A connection to a Pod, a Service or a Node through the API server. Everything up to the node is as in upstream: rights,
 * admission, the Pod, its container, its node. No node answers, since there is no kubelet behind this server.
 */
export async function handleConnect(context: RequestContext): Promise<ApiAnswer> {
  const refused = (await admitConnection(context)) ?? (await findTarget(context));
  return answerRefusal(refused, context);
}

async function admitConnection(context: RequestContext): Promise<Refusal | undefined> {
  const { info, path, server, definition } = context;
  if (path.query.has('dryRun')) return badRequest('dryRun is not supported');
  const kind = definition.subresources.find(({ name }) => name === info.subresource)?.kind;
  const admission = admissionRequest(context, {
    operation: 'CONNECT',
    ...(kind === undefined ? {} : { kind }),
    namespace: info.namespace,
    name: info.name,
    object: connectOptions(kind?.kind ?? '', path.query),
    dryRun: false,
  });
  return (await server.admission.mutate(admission)) ?? server.admission.validate(admission);
}

/** What is asked for, as an object of a kind such as `PodExecOptions`. */
function connectOptions(kind: string, query: URLSearchParams): Fields {
  const options: Fields = { kind, apiVersion: 'v1' };
  for (const name of ['stdin', 'stdout', 'stderr', 'tty']) {
    const text = query.get(name);
    if (text !== null && text !== 'false' && text !== '0') options[name] = true;
  }
  for (const name of ['container', 'path']) setOrRemove(options, name, query.get(name) ?? undefined);
  if (query.has('command')) options['command'] = query.getAll('command');
  if (query.has('ports')) options['ports'] = query.getAll('ports').map(Number);
  return options;
}

async function findTarget(context: RequestContext): Promise<Refusal> {
  const { entry, info, definition } = context;
  const name = info.subresource === 'proxy' ? hostIn(info.name) : info.name;
  const found = (await entry.store.read(entry.store.keyOf(info.namespace, name)))?.object;
  if (found === undefined) return notFound({ group: '', resource: definition.plural }, name);
  if (definition.plural === 'services')
    return serviceUnavailable(`no endpoints available for service ${JSON.stringify(info.name)}`);
  if (definition.plural === 'nodes') return unreachable(name);
  return info.subresource === 'proxy' ? proxiedPod(found) : streamed(context, found);
}

/** The name in `https:web:443`. */
function hostIn(name: string): string {
  const parts = name.split(':');
  return (parts.length === 3 ? parts[1] : parts[0]) ?? '';
}

function proxiedPod(pod: KubeObject): Refusal {
  const address = textAt(objectAt(pod, 'status'), 'podIP');
  return address === '' ? badRequest('address not allowed') : unreachable(address);
}

async function streamed({ info, path, server, request }: RequestContext, pod: KubeObject): Promise<Refusal> {
  const wrongContainer =
    info.subresource === 'portforward' ? undefined : checkContainer(pod, path.query.get('container') ?? '');
  if (wrongContainer !== undefined) return wrongContainer;
  const node = textAt(objectAt(pod, 'spec'), 'nodeName');
  if (node === '') return badRequest(`pod ${info.name} does not have a host assigned`);
  const nodes = server.registry.find('', 'v1', 'nodes')?.store;
  const found = (await nodes?.read(nodes.keyOf('', node)))?.object;
  if (found === undefined) return notFound({ group: '', resource: 'nodes' }, node);
  if (objectsAt(objectAt(found, 'status'), 'addresses').length === 0)
    return failure('no preferred addresses found; known addresses: []');
  return request.headers['upgrade'] === undefined
    ? badRequest('Upgrade request required')
    : unreachable(node);
}

function checkContainer(pod: KubeObject, given: string): Refusal | undefined {
  const name = pod.metadata?.name ?? '';
  const spec = objectAt(pod, 'spec');
  const names = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(spec, list).map((container) => textAt(container, 'name')),
  );
  if (given !== '')
    return names.includes(given) ? undefined : badRequest(`container ${given} is not valid for pod ${name}`);
  if (objectsAt(spec, 'containers').length === 1) return undefined;
  return badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
  );
}

function unreachable(what: string): Refusal {
  return serviceUnavailable(`error trying to reach service: no kubelet of this cluster answers for ${what}`);
}
