import { isFields, objectAt, textAt, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { failure, forbidden, notFound, Refusal } from '../status.ts';
import { isAbout, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { AdmissionConfigurationError } from './admission-configuration.ts';
import { findNamespace } from './namespaces.ts';

const annotation = 'scheduler.alpha.kubernetes.io/node-selector';
const everywhere = 'clusterDefaultNodeSelector';

type Labels = Readonly<Record<string, string>>;

/** What Pods may say of nodes: by namespace, and under `clusterDefaultNodeSelector` for those whose namespace says nothing. */
export type NodeSelectors = ReadonlyMap<string, string>;

/** Reads `podNodeSelectorPluginConfig`; nothing is as good as an empty one. */
export function readNodeSelectors(given: unknown): NodeSelectors {
  if (given === undefined) return new Map();
  const selectors = isFields(given) ? (given['podNodeSelectorPluginConfig'] ?? {}) : undefined;
  if (!isFields(selectors))
    throw new AdmissionConfigurationError('podNodeSelectorPluginConfig must be a map');
  return new Map(
    Object.entries(selectors).map(([name, selector]) => {
      if (typeof selector !== 'string' || labelsIn(selector) === undefined)
        throw new AdmissionConfigurationError(
          `podNodeSelectorPluginConfig.${name} must be labels such as a=b,c=d`,
        );
      return [name, selector];
    }),
  );
}

/** Pods go only to the nodes that are their namespace's: its node selector is added to theirs. */
export function podNodeSelector(namespaces: () => ObjectStore, selectors: NodeSelectors): AdmissionPlugin {
  const plugin = new PodNodeSelector(namespaces, selectors);
  return {
    name: 'PodNodeSelector',
    operations: ['CREATE'],
    mutate: (request) => plugin.mutate(request),
    validate: (request) => plugin.validate(request),
  };
}

class PodNodeSelector {
  readonly #namespaces: () => ObjectStore;
  readonly #selectors: NodeSelectors;

  constructor(namespaces: () => ObjectStore, selectors: NodeSelectors) {
    this.#namespaces = namespaces;
    this.#selectors = selectors;
  }

  async mutate(request: AdmissionRequest): Promise<Refusal | undefined> {
    const pod = podOf(request);
    if (pod === undefined) return undefined;
    const wanted = await this.#wantedIn(request.namespace);
    if (wanted instanceof Refusal) return wanted;
    const spec = objectAt(pod, 'spec') ?? {};
    const given = selectorOf(pod);
    if (conflict(wanted, given)) return this.#conflicting(pod);
    const merged = { ...wanted, ...given };
    if (Object.keys(merged).length > 0) spec['nodeSelector'] = merged;
    return this.#beyondAllowed(request, pod);
  }

  async validate(request: AdmissionRequest): Promise<Refusal | undefined> {
    const pod = podOf(request);
    if (pod === undefined) return undefined;
    const wanted = await this.#wantedIn(request.namespace);
    if (wanted instanceof Refusal) return wanted;
    return conflict(wanted, selectorOf(pod)) ? this.#conflicting(pod) : this.#beyondAllowed(request, pod);
  }

  async #wantedIn(name: string): Promise<Labels | Refusal> {
    const namespace: KubeObject | undefined = await findNamespace(this.#namespaces(), name);
    if (namespace === undefined) return notFound({ group: '', resource: 'namespaces' }, name);
    const own = namespace.metadata?.annotations?.[annotation];
    const text = own ?? this.#selectors.get(everywhere) ?? '';
    return labelsIn(text) ?? failure(`invalid selector: [${text}]`);
  }

  #conflicting(pod: Fields): Refusal {
    return refused(pod, 'pod node label selector conflicts with its namespace node label selector');
  }

  #beyondAllowed({ namespace }: AdmissionRequest, pod: Fields): Refusal | undefined {
    const allowed = labelsIn(this.#selectors.get(namespace) ?? '') ?? {};
    if (Object.keys(allowed).length === 0) return undefined;
    const isWithin = Object.entries(selectorOf(pod)).every(([key, value]) => allowed[key] === value);
    return isWithin
      ? undefined
      : refused(pod, 'pod node label selector labels conflict with its namespace whitelist');
  }
}

function podOf(request: AdmissionRequest): Fields | undefined {
  return isAbout(request, '', 'pods') ? request.object : undefined;
}

function refused(pod: Fields, why: string): Refusal {
  return forbidden({ group: '', resource: 'pods' }, textAt(objectAt(pod, 'metadata'), 'name'), why);
}

function selectorOf(pod: Fields): Labels {
  return (objectAt(objectAt(pod, 'spec'), 'nodeSelector') ?? {}) as Labels;
}

function conflict(left: Labels, right: Labels): boolean {
  return Object.entries(left).some(([key, value]) => Object.hasOwn(right, key) && right[key] !== value);
}

/** `a=b,c=d` as a map; undefined where it is something else. */
function labelsIn(text: string): Labels | undefined {
  if (text === '') return {};
  const pairs = text.split(',').map((part) => part.split('='));
  if (pairs.some((pair) => pair.length !== 2)) return undefined;
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key.trim(), value.trim()]));
}
