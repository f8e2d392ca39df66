import { ensureObject, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { draftOf, matchNamespace } from '../registry/metadata.ts';
import type { Draft, FieldProblem, KubeObject } from '../resource-definition.ts';
import { badRequest, conflict, invalid, notFound, Refusal, success } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { admitSubresource } from './admission.ts';
import { answerRefusal, answerStatus } from './answer.ts';
import type { RequestContext } from './context.ts';
import { updateObject } from './update.ts';
import { readWrittenBody } from './written-body.ts';

const bindingKind = { group: '', version: 'v1', kind: 'Binding' };

/** Puts a pod on a node: the only way in which `spec.nodeName` of an existing pod is set. */
export async function handleBinding(context: RequestContext): Promise<ApiAnswer> {
  const { warnings, info } = context;
  const body = readWrittenBody(context, bindingKind, 'CreateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const { draft: binding, options } = body;
  const metadata = ensureObject(binding, 'metadata');
  const mismatch = matchNamespace(metadata, true, info.namespace);
  if (mismatch !== undefined) return answerRefusal(mismatch, context);
  const podName = info.name === '' ? textAt(metadata, 'name') : info.name;
  const pods = context.server.registry.find('', 'v1', 'pods');
  if (pods === undefined) return answerRefusal(notFound({ group: '', resource: 'pods' }, podName), context);
  const refused = await admitSubresource(context, {
    kind: bindingKind,
    name: podName,
    object: binding,
    dryRun: options.dryRun,
    check: () => checkTarget(binding, objectAt(binding, 'target'), podName),
  });
  if (refused !== undefined) return answerRefusal(refused, context);
  const outcome = await updateObject(
    { ...context, entry: pods, definition: pods.definition },
    {
      namespace: info.namespace,
      name: podName,
      options,
      part: 'whole',
      admission: 'nobody',
      transform: (pod) =>
        bound(pod, binding, { name: podName, nowMs: context.server.environment.clock.now() }),
    },
  );
  if (outcome === 'missing')
    return answerRefusal(notFound({ group: '', resource: 'pods' }, podName), context);
  if (outcome instanceof Refusal) return answerRefusal(outcome, context);
  return answerStatus({ ...success(), code: 201 }, context.format, warnings);
}

interface BindingPlace {
  readonly name: string;
  readonly nowMs: number;
}

function bound(pod: KubeObject, binding: Draft, place: BindingPlace): Draft | Refusal {
  const target = objectAt(binding, 'target');
  const refused = checkPod(pod, binding, place.name);
  if (refused !== undefined) return refused;
  const draft = draftOf(pod);
  ensureObject(draft, 'spec')['nodeName'] = textAt(target, 'name');
  mergeAnnotations(draft, objectAt(objectAt(binding, 'metadata'), 'annotations'));
  const status = ensureObject(draft, 'status');
  const others = objectsAt(status, 'conditions').filter(
    (condition) => textAt(condition, 'type') !== 'PodScheduled',
  );
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestampText(place.nowMs),
  };
  status['conditions'] = [...others, scheduled];
  return draft;
}

function checkTarget(binding: Draft, target: Fields | undefined, name: string): Refusal | undefined {
  const problems: FieldProblem[] = [];
  const kind = textAt(target, 'kind');
  if (kind !== '' && kind !== 'Node') {
    const message = `Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`;
    problems.push({ field: 'target.kind', reason: 'FieldValueNotSupported', message });
  }
  if (textAt(target, 'name') === '') {
    problems.push({ field: 'target.name', reason: 'FieldValueRequired', message: 'Required value' });
  }
  if (problems.length > 0) return invalid(bindingKind, name, problems);
  const given = textAt(objectAt(binding, 'metadata'), 'name');
  return given === name ? undefined : badRequest('name in URL does not match name in Binding object');
}

function checkPod(pod: KubeObject, binding: Draft, name: string): Refusal | undefined {
  const of = { group: '', resource: 'pods/binding' };
  const uid = textAt(objectAt(binding, 'metadata'), 'uid');
  if (uid !== '' && uid !== pod.metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata?.uid ?? ''}`;
    return conflict(of, name, why);
  }
  const spec = objectAt(pod, 'spec');
  if (pod.metadata?.deletionTimestamp !== undefined)
    return conflict(of, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  const node = textAt(spec, 'nodeName');
  if (node !== '')
    return conflict(of, name, `pod ${name} is already assigned to node ${JSON.stringify(node)}`);
  if (objectsAt(spec, 'schedulingGates').length > 0) {
    return conflict(of, name, `pod ${name} has non-empty .spec.schedulingGates`);
  }
  return undefined;
}

function mergeAnnotations(draft: Draft, given: Fields | undefined): void {
  if (given === undefined || Object.keys(given).length === 0) return;
  Object.assign(ensureObject(ensureObject(draft, 'metadata'), 'annotations'), given);
}
