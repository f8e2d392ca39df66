import { schemaOf } from '../../../../schemas/kubernetes-schemas.ts';
import { jsonProblem } from '../../decode/json-problem.ts';
import { decodeFields } from '../../decode/object.ts';
import { cloneJson, equalJson, isFields, setOwn, textAt, type Fields } from '../../fields.ts';
import { applyJsonPatch, PatchFailure } from '../../patch/json-patch.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Draft } from '../../resource-definition.ts';
import { internalError, Refusal } from '../../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-chain.ts';
import { isExempt, type MatchedResource } from './request-matching.ts';
import { convertObject } from './version-conversion.ts';
import { CallFailure, callWebhook, type CallParts } from './webhook-call.ts';
import { webhooksOf, type Webhook } from './webhook-configuration.ts';
import type { WebhookSelection } from './webhook-selection.ts';

export interface WebhookParts extends CallParts {
  readonly selection: WebhookSelection;
  readonly configurations: () => ObjectStore;
}

const pluginName = 'MutatingAdmissionWebhook';

/** What one request remembers of its first round. */
interface Rounds {
  /** Webhooks that were asked and want to be asked again after a later change. */
  readonly reinvocable: Set<string>;
  /** Those of them that a change came after. */
  readonly due: Set<string>;
  /** The object as the last webhook left it. */
  left: unknown;
}

/** Webhooks that may change what is about to be stored: one after the other, each sees what those before it changed. */
export function mutatingWebhooks(parts: WebhookParts): AdmissionPlugin {
  return {
    name: pluginName,
    operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    mutate: (request) => {
      if (isExempt(request)) return undefined;
      const webhooks = webhooksOf(parts.configurations());
      return webhooks.length === 0 ? undefined : new MutatingRound(parts, request).run(webhooks);
    },
  };
}

class MutatingRound {
  readonly #parts: WebhookParts;
  readonly #request: AdmissionRequest;
  readonly #rounds: Rounds;

  constructor(parts: WebhookParts, request: AdmissionRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#rounds = roundsOf(request);
  }

  async run(webhooks: readonly Webhook[]): Promise<Refusal | undefined> {
    const { isSecondRound } = this.#request.reinvocation;
    if (isSecondRound && !equalJson(this.#rounds.left, this.#request.object)) this.#changed();
    for (const [index, webhook] of webhooks.entries()) {
      const refusal = await this.#visit(webhook, index);
      if (refusal !== undefined) return refusal;
    }
    this.#rounds.left = cloneJson(this.#request.object);
    return undefined;
  }

  async #visit(webhook: Webhook, index: number): Promise<Refusal | undefined> {
    const request = this.#request;
    const { isSecondRound } = request.reinvocation;
    const matched = await this.#parts.selection.select(webhook, request);
    if (matched === undefined || matched instanceof Refusal) return matched;
    // One that was passed over in the first round is not asked for the first time in the second.
    if (isSecondRound && !this.#rounds.due.has(webhook.uid)) return undefined;
    const changed = await this.#call(webhook, matched);
    const position = `round_${isSecondRound ? 1 : 0}_index_${index}`;
    this.#annotateMutation(webhook, position, changed === true);
    if (changed === true) {
      this.#changed();
      request.reinvocation.isWanted = true;
    }
    if (webhook.reinvocationPolicy === 'IfNeeded') this.#rounds.reinvocable.add(webhook.uid);
    if (typeof changed === 'boolean') return undefined;
    if (changed instanceof Refusal) return changed;
    if (webhook.failurePolicy !== 'Ignore') return internalError(changed.message);
    request.annotations.set(`failed-open.mutation.webhook.admission.k8s.io/${position}`, webhook.name);
    return undefined;
  }

  /** True where it changed the object. */
  async #call(webhook: Webhook, matched: MatchedResource): Promise<boolean | Refusal | CallFailure> {
    const answer = await callWebhook(this.#parts, this.#request, { webhook, matched, mutating: true });
    if (answer instanceof Refusal || answer instanceof CallFailure) return answer;
    if (answer.patch === '') return false;
    const patch = parsePatch(answer.patch);
    if (patch instanceof Refusal) return patch;
    if (patch.length === 0) return false;
    return this.#request.object === undefined || answer.patchType === 'JSONPatch'
      ? this.#apply(webhook, matched, patch)
      : new CallFailure(webhook, `unsupported patch type ${JSON.stringify(answer.patchType)}`);
  }

  #apply(webhook: Webhook, matched: MatchedResource, patch: readonly unknown[]): boolean | Refusal {
    const { object, definition } = this.#request;
    if (object === undefined) {
      const name = JSON.stringify(webhook.name);
      const why = 'attempted to modify the object, which is not supported for this operation';
      return internalError(`admission webhook ${name} ${why}`);
    }
    const before = convertObject(object, definition, matched.definition);
    const after = applyJsonPatch(before, patch);
    if (after instanceof PatchFailure) return internalError(after.message);
    if (!isFields(after)) return internalError('the patch does not leave an object');
    const another = otherKind(after, matched);
    if (another !== undefined) return another;
    const patched = decodePatched(after, matched);
    if (patched instanceof Refusal) return internalError(structureProblem(patched));
    matched.definition.strategy.applyDefaults(patched);
    if (equalJson(before, patched)) return false;
    replaceFields(object, convertObject(patched, matched.definition, definition));
    return true;
  }

  #changed(): void {
    const { reinvocable, due } = this.#rounds;
    for (const uid of reinvocable) due.add(uid);
    reinvocable.clear();
  }

  #annotateMutation({ configuration, name: webhook }: Webhook, position: string, mutated: boolean): void {
    const told = JSON.stringify({ configuration, webhook, mutated });
    this.#request.annotations.set(`mutation.webhook.admission.k8s.io/${position}`, told);
  }
}

function roundsOf({ reinvocation }: AdmissionRequest): Rounds {
  const known = reinvocation.memory.get(pluginName) as Rounds | undefined;
  if (known !== undefined) return known;
  const fresh: Rounds = { reinvocable: new Set(), due: new Set(), left: undefined };
  reinvocation.memory.set(pluginName, fresh);
  return fresh;
}

function parsePatch(text: string): readonly unknown[] | Refusal {
  try {
    const patch: unknown = JSON.parse(text);
    if (Array.isArray(patch)) return patch as readonly unknown[];
    return internalError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  } catch (error) {
    return internalError(jsonProblem(text) ?? String(error));
  }
}

/** A patch may not make another thing of an object. */
function otherKind(after: Fields, { kind }: MatchedResource): Refusal | undefined {
  const apiVersion = textAt(after, 'apiVersion');
  const told = textAt(after, 'kind');
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  if (group === kind.group && version === kind.version && told === kind.kind) return undefined;
  if (schemaOf({ group, version, kind: told }) === undefined) {
    const why = `no kind ${JSON.stringify(told)} is registered for version ${JSON.stringify(apiVersion)}`;
    return internalError(`${why} in scheme "pkg/runtime/scheme.go:100"`);
  }
  const wanted = `${kind.group === '' ? 'core' : (kind.group.split('.')[0] ?? '')}.${kind.kind}`;
  return unreasonedFailure(`converting (${version}.${told}) to (${wanted}): unknown conversion`);
}

/** An error for which upstream has no reason. */
function unreasonedFailure(message: string): Refusal {
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code: 500,
  });
}

/** Without what a decoder of requests says first. */
function structureProblem({ status: { message = '' } }: Refusal): string {
  return message.replace(/^.* cannot be handled as a [^:]*: /, '');
}

/** What a subresource carries is described by its own kind, and is not defaulted. */
function decodePatched(after: Fields, { kind }: MatchedResource): Draft | Refusal {
  return decodeFields(after, { format: 'json', expected: kind, fieldValidation: 'Ignore', warnings: [] });
}

/** The draft belongs to the request, whose other stages hold on to it. */
function replaceFields(draft: Draft, by: Readonly<Fields>): void {
  for (const name of Object.keys(draft)) if (!Object.hasOwn(by, name)) Reflect.deleteProperty(draft, name);
  for (const name of Object.keys(by)) setOwn(draft, name, by[name]);
}
