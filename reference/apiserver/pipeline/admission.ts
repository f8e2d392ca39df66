import type {
  AdmissionRequest,
  GroupVersionKind,
  Operation,
  Reinvocation,
} from '../admission/admission-chain.ts';
import type { Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { DeleteOptions } from '../registry/deletion.ts';
import type { Draft, KubeObject, ResourceDefinition } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import type { RequestContext } from './context.ts';

/** What differs from one question to admission to the next. */
export interface Admitted {
  readonly operation: Operation;
  /** Absent: the one of the path. */
  readonly subresource?: string;
  /** Absent: the resource's own kind. */
  readonly kind?: GroupVersionKind;
  readonly namespace: string;
  readonly name: string;
  readonly object?: Draft;
  readonly oldObject?: KubeObject;
  readonly dryRun: boolean;
  /** How a deletion is wished for. */
  readonly deleteOptions?: DeleteOptions;
}

/** A question to admission about the request at hand. */
export function admissionRequest(context: RequestContext, about: Admitted): ContextAdmission {
  return new ContextAdmission(context, about);
}

const optionKinds: Readonly<Record<string, string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
};

/** Something that is created at a subresource, or that is answered and never stored: a Binding, an Eviction, a review. */
export interface CreatedThing {
  readonly kind: GroupVersionKind;
  readonly name: string;
  readonly object: Draft;
  readonly dryRun: boolean;
  /** What is wrong with it, found between the mutating plugins and the validating ones. */
  check(): Refusal | undefined;
}

/** Asks both kinds of plugins about it. */
export async function admitSubresource(
  context: RequestContext,
  thing: CreatedThing,
): Promise<Refusal | undefined> {
  const { kind, name, object, dryRun } = thing;
  const { admission } = context.server;
  const { namespace } = context.info;
  const request = admissionRequest(context, { operation: 'CREATE', kind, namespace, name, object, dryRun });
  return (await admission.mutate(request)) ?? thing.check() ?? admission.validate(request);
}

/** A question to admission that rests on a request. */
export class ContextAdmission implements AdmissionRequest {
  readonly operation: Operation;
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly kind: GroupVersionKind;
  readonly namespace: string;
  name: string;
  declare object?: Draft;
  declare readonly oldObject?: KubeObject;
  readonly dryRun: boolean;
  readonly identity: Identity;
  readonly warnings: string[];
  readonly annotations: Map<string, string>;
  readonly reinvocation: Reinvocation = { isSecondRound: false, isWanted: false, memory: new Map() };
  readonly #context: RequestContext;
  readonly #deleteOptions: DeleteOptions | undefined;

  constructor(context: RequestContext, about: Admitted) {
    const { definition } = context;
    this.#context = context;
    this.#deleteOptions = about.deleteOptions;
    this.operation = about.operation;
    this.definition = definition;
    this.subresource = about.subresource ?? context.info.subresource;
    this.kind = about.kind ?? definition;
    this.namespace = isNamespace(definition) ? about.name : about.namespace;
    this.name = about.name;
    if (about.object !== undefined) this.object = about.object;
    if (about.oldObject !== undefined) this.oldObject = about.oldObject;
    this.dryRun = about.dryRun;
    this.identity = context.identity;
    this.warnings = context.warnings;
    this.annotations = context.annotations;
  }

  /** Once the object is complete: what has been generated has its name now. */
  named(object: KubeObject): this {
    if (this.name === '') this.name = object.metadata?.name ?? '';
    return this;
  }

  /** About what has become of the object, where plugins are shown another one than is stored. */
  showing(object: Draft): this {
    this.object = object;
    return this;
  }

  /** Made when asked for, since hardly anybody asks. */
  get options(): Readonly<Fields> {
    const { request, path } = this.#context;
    const apiVersion = 'meta.k8s.io/v1';
    if (this.operation === 'DELETE')
      return { kind: 'DeleteOptions', apiVersion, ...deletionFields(this.#deleteOptions) };
    // What replaces nothing creates, and its options are those of a creation.
    const kind =
      this.operation === 'CREATE' ? 'CreateOptions' : (optionKinds[request.method] ?? 'CreateOptions');
    const { query } = path;
    const fields: Fields = { kind, apiVersion };
    if (query.has('dryRun')) fields['dryRun'] = query.getAll('dryRun');
    for (const name of ['fieldManager', 'fieldValidation']) {
      const value = query.get(name);
      if (value !== null && value !== '') fields[name] = value;
    }
    return fields;
  }
}

function isNamespace(definition: ResourceDefinition): boolean {
  return definition.kind === 'Namespace' && definition.group === '';
}

function deletionFields(options: DeleteOptions | undefined): Fields {
  if (options === undefined) return {};
  const { dryRun, preconditions = {}, ...rest } = options;
  return {
    ...rest,
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  };
}
