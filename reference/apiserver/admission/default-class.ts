import { ensureObject, objectAt, textAt, valueAt } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { isAbout, type AdmissionPlugin } from './admission-chain.ts';

/** Claims that name no storage class get the one that is marked as default, if any; an empty name is a name. */
export function defaultStorageClass(classes: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    operations: ['CREATE'],
    mutate: (request) => {
      const claim = isAbout(request, '', 'persistentvolumeclaims') ? request.object : undefined;
      if (claim === undefined || storageClassOf(claim) !== undefined) return undefined;
      const name = defaultOf(classes(), [
        'storageclass.kubernetes.io/is-default-class',
        'storageclass.beta.kubernetes.io/is-default-class',
      ]);
      if (name !== undefined) ensureObject(claim, 'spec')['storageClassName'] = name;
      return undefined;
    },
  };
}

/** The class that a claim names, by its field or by the annotation that was there before; undefined: none, '' is one. */
export function storageClassOf(claim: Readonly<Record<string, unknown>>): string | undefined {
  const annotations = objectAt(objectAt(claim, 'metadata'), 'annotations');
  const old = valueAt(annotations, 'volume.beta.kubernetes.io/storage-class');
  if (typeof old === 'string') return old;
  const name = valueAt(objectAt(claim, 'spec'), 'storageClassName');
  return typeof name === 'string' ? name : undefined;
}

const oldIngressClass = 'kubernetes.io/ingress.class';

/** Ingresses that name no class get the one that is marked as default, if any. */
export function defaultIngressClass(classes: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'DefaultIngressClass',
    operations: ['CREATE'],
    mutate: (request) => {
      const ingress = isAbout(request, 'networking.k8s.io', 'ingresses') ? request.object : undefined;
      if (ingress === undefined) return undefined;
      const spec = ensureObject(ingress, 'spec');
      const annotations = objectAt(objectAt(ingress, 'metadata'), 'annotations') ?? {};
      if (valueAt(spec, 'ingressClassName') !== undefined || Object.hasOwn(annotations, oldIngressClass))
        return undefined;
      const name = defaultOf(classes(), ['ingressclass.kubernetes.io/is-default-class']);
      if (name !== undefined) spec['ingressClassName'] = name;
      return undefined;
    },
  };
}

/** The name of the class that one of the annotations marks; of several the newest, and of those as new the first by name. */
function defaultOf(classes: ObjectStore, annotations: readonly string[]): string | undefined {
  const marked: KubeObject[] = [];
  for (const { object } of classes.cache.objects.range(classes.cache.prefix)) {
    if (annotations.some((name) => object.metadata?.annotations?.[name] === 'true')) marked.push(object);
  }
  const [chosen] = marked.toSorted((left, right) => byAge(left, right) || byName(left, right));
  return chosen === undefined ? undefined : textAt(objectAt(chosen, 'metadata'), 'name');
}

function byAge({ metadata: left }: KubeObject, { metadata: right }: KubeObject): number {
  const [leftTime = '', rightTime = ''] = [left?.creationTimestamp, right?.creationTimestamp];
  return leftTime === rightTime ? 0 : leftTime > rightTime ? -1 : 1;
}

function byName({ metadata: left }: KubeObject, { metadata: right }: KubeObject): number {
  return (left?.name ?? '') < (right?.name ?? '') ? -1 : 1;
}
