import type { GroupVersionKind } from '../../../schemas/kubernetes-schemas.ts';
import type { Json } from '../api-fixture.ts';
import type { BaseObject } from './base-objects.ts';
import { breakagesOf, broken, type Breakage } from './breakages.ts';
import { kindBreakages, metadataBreakages } from './metadata-breakages.ts';
import { nameOf, pathTo, type Chooser, type Message, type Trial } from './trials.ts';

interface Subresource {
  readonly name: string;
  readonly method: 'POST' | 'PUT';
  readonly kind: GroupVersionKind;
  readonly body: Json;
}

const scaledKinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'];

/** What may be sent to the subresources of an object that take a kind of their own, in a valid form. */
function subresourcesOf({ definition, object }: BaseObject): readonly Subresource[] {
  const { name, namespace } = object['metadata'] as Json;
  const metadata = { name, namespace };
  const { kind } = definition;
  if (scaledKinds.includes(kind)) {
    const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    const body = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas: 2 } };
    return [{ name: 'scale', method: 'PUT', kind: scale, body }];
  }
  if (kind === 'Pod') return podSubresources(metadata);
  if (kind === 'ServiceAccount') {
    const token = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };
    const spec = { audiences: ['a'], expirationSeconds: 3600 };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata, spec };
    return [{ name: 'token', method: 'POST', kind: token, body }];
  }
  return [];
}

function podSubresources(metadata: Json): readonly Subresource[] {
  const core = { group: '', version: 'v1' };
  const policy = { group: 'policy', version: 'v1' };
  return [
    {
      name: 'binding',
      method: 'POST',
      kind: { ...core, kind: 'Binding' },
      body: { apiVersion: 'v1', kind: 'Binding', metadata, target: { kind: 'Node', name: 'n' } },
    },
    {
      name: 'eviction',
      method: 'POST',
      kind: { ...policy, kind: 'Eviction' },
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata,
        deleteOptions: { dryRun: ['All'], gracePeriodSeconds: 0 },
      },
    },
  ];
}

/** What travels through the subresources that take a kind of their own, broken in one place. */
export function* subresourceTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const { name: operation, method, kind, body } of subresourcesOf(base)) {
    if (!chooser.wants(operation)) continue;
    const messageOf = (breakage: Breakage | undefined): Message => ({
      method,
      path: pathTo(base, operation),
      body: breakage === undefined ? body : broken(body, breakage),
    });
    const trial = (name: string, breakage?: Breakage): Trial => ({
      name,
      base,
      operation,
      isCreation: false,
      message: () => messageOf(breakage),
    });
    yield trial(`${base.id} ${operation}: as it is`);
    for (const breakage of [...breakagesOf(kind, body), ...metadataBreakages(), ...kindBreakages]) {
      // An eviction that is no dry run would be one.
      if (operation === 'eviction' && breakage.path[0] === 'deleteOptions' && breakage.path[1] === 'dryRun')
        continue;
      const name = nameOf(base, operation, breakage);
      if (chooser.chooses(name)) yield trial(name, breakage);
    }
  }
}

/** Objects of the resource's own kind, sent to another door than the main one. */
const doors: Readonly<Record<string, readonly string[]>> = {
  Pod: ['ephemeralcontainers', 'resize', 'status'],
  Namespace: ['finalize'],
  CertificateSigningRequest: ['approval'],
};

export function* doorTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  const { definition, object } = base;
  for (const operation of doors[definition.kind] ?? []) {
    if (!chooser.wants(operation) || (operation === 'status' && object['status'] === undefined)) continue;
    const trial = (name: string, breakages: readonly Breakage[]): Trial => ({
      name,
      base,
      operation,
      isCreation: false,
      message: () => ({
        method: 'PUT',
        path: pathTo(base, operation),
        body: breakages.reduce((body, breakage) => broken(body, breakage), object),
      }),
    });
    if (operation !== 'status') yield trial(`${base.id} ${operation}: as it is`, []);
    const own = operation === 'ephemeralcontainers' ? ephemeralBreakages() : [];
    const breakages =
      operation === 'status' ? [] : [...own, ...breakagesOf(definition, object), ...metadataBreakages()];
    for (const breakage of breakages) {
      const name = nameOf(base, operation, breakage);
      if (chooser.chooses(name, breakage.path, own.includes(breakage) ? 1 : 0.2))
        yield trial(name, [breakage]);
    }
  }
}

const ephemeral = { name: 'debugger', image: 'busybox', terminationMessagePolicy: 'File' };

/** Ephemeral containers: every field of theirs once, broken. */
function ephemeralBreakages(): readonly Breakage[] {
  const path = ['spec', 'ephemeralContainers'];
  const kind = { group: '', version: 'v1', kind: 'Pod' };
  const pod: Json = { spec: { ephemeralContainers: [ephemeral] } };
  const inner = [...breakagesOf(kind, pod)].filter(({ path: steps }) => steps[1] === 'ephemeralContainers');
  const asAdded = inner.map((breakage) => ({
    path,
    how: `${breakage.path.slice(2).join('.')} ${breakage.how}`,
    value: ((broken(pod, breakage)['spec'] as Json | undefined) ?? {})['ephemeralContainers'],
  }));
  return [{ path, how: 'one', value: [ephemeral] }, ...asAdded];
}
