import { cloneJson, ensureObject, objectAt, setOrRemove, textAt, textsAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { draftOf } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, notFound, Refusal } from '../status.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { updateObject } from './update.ts';
import { readWrittenBody } from './written-body.ts';

/** Sets `spec.finalizers` of a namespace; without any left, a namespace that is being deleted goes. */
export async function handleFinalize(context: RequestContext): Promise<ApiAnswer> {
  const { info, definition } = context;
  const body = readWrittenBody(context, definition, 'UpdateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const { draft, options } = body;
  const name = textAt(objectAt(draft, 'metadata'), 'name');
  if (name !== info.name) {
    const message = `the name of the object (${name}) does not match the name on the URL (${info.name})`;
    return answerRefusal(badRequest(message), context);
  }
  const outcome = await updateObject(context, {
    namespace: '',
    name: info.name,
    options,
    part: 'finalize',
    uidIsPrecondition: true,
    transform: (before) => withFinalizers(before, draft),
  });
  if (outcome === 'missing')
    return answerRefusal(notFound({ group: '', resource: 'namespaces' }, info.name), context);
  return outcome instanceof Refusal ? answerRefusal(outcome, context) : answerObject(context, 200, outcome);
}

function withFinalizers(before: KubeObject, given: Draft): Draft {
  const draft = draftOf(before);
  const metadata = ensureObject(draft, 'metadata');
  const { resourceVersion = '', uid = metadata['uid'] } = objectAt(given, 'metadata') ?? {};
  setOrRemove(metadata, 'resourceVersion', resourceVersion);
  setOrRemove(metadata, 'uid', uid);
  const finalizers = textsAt(objectAt(given, 'spec'), 'finalizers');
  draft['spec'] = finalizers.length === 0 ? {} : { finalizers: cloneJson(finalizers) };
  return draft;
}
