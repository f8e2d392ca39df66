import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainValues } from '../../reference/apiserver/encryption/value-transformers.ts';
import { NodeGraph, type RelatedKind } from '../../reference/apiserver/authorization/node-graph.ts';
import type { KubeObject } from '../../reference/apiserver/resource-definition.ts';
import { StoredObject } from '../../reference/apiserver/registry/stored-object.ts';
import { ResourceCache } from '../../reference/apiserver/watch-cache/resource-cache.ts';

/** Caches that are filled by hand, with the graph that follows them. */
class Scene {
  readonly caches = {
    pods: newCache('/registry/pods/'),
    persistentVolumes: newCache('/registry/persistentvolumes/'),
    volumeAttachments: newCache('/registry/volumeattachments/'),
  };
  readonly graph: NodeGraph = new NodeGraph(this.caches);
  #revision = 1;

  put(cache: keyof Scene['caches'], object: KubeObject): void {
    this.#revision += 1;
    this.caches[cache].put(storedAt(this.caches[cache].prefix + keyOf(object), object, this.#revision));
  }

  remove(cache: keyof Scene['caches'], key: string): void {
    this.#revision += 1;
    this.caches[cache].remove(this.caches[cache].prefix + key, this.#revision);
  }
}

function newCache(prefix: string): ResourceCache {
  return new ResourceCache(prefix, {
    historyLimit: 10,
    form: { transformer: plainValues({ group: '', resource: prefix }) },
  });
}

function storedAt(key: string, object: KubeObject, revision: number): StoredObject {
  return new StoredObject({ key, object, revision, tail: '' });
}

function keyOf({ metadata }: KubeObject): string {
  return metadata?.namespace === undefined
    ? (metadata?.name ?? '')
    : `${metadata.namespace}/${metadata.name ?? ''}`;
}

function podOf(name: string, node: string, uses: readonly string[], claim = ''): KubeObject {
  return {
    metadata: { name, namespace: 'home', uid: `${name}-${node}-${uses.join()}-${claim}` },
    spec: {
      nodeName: node,
      serviceAccountName: 'default',
      volumes: [
        ...uses.map((secret) => ({ name: secret, secret: { secretName: secret } })),
        ...(claim === '' ? [] : [{ name: 'data', persistentVolumeClaim: { claimName: claim } }]),
      ],
    },
  };
}

function volumeOf(name: string, claim: string, secret: string): KubeObject {
  return {
    metadata: { name },
    spec: {
      claimRef: { namespace: 'home', name: claim },
      csi: { driver: 'd', volumeHandle: 'h', nodeStageSecretRef: { namespace: 'home', name: secret } },
    },
  };
}

const letters = ['a', 'b', 'c'];
const steps = fc.array(
  fc.oneof(
    fc.record({
      pod: fc.constantFrom(...letters),
      node: fc.constantFrom('', 'n1', 'n2'),
      uses: fc.subarray(letters),
      claim: fc.constantFrom('', ...letters),
    }),
    fc.record({ gone: fc.constantFrom(...letters) }),
    fc.record({
      volume: fc.constantFrom(...letters),
      claim: fc.constantFrom(...letters),
      secret: fc.constantFrom(...letters),
    }),
    fc.record({ goneVolume: fc.constantFrom(...letters) }),
  ),
  { maxLength: 20 },
);

/** Looks through everything that is there, for every question. */
function twinRelates(scene: Scene, node: string, kind: RelatedKind, name: string): boolean {
  const all = (cache: ResourceCache): KubeObject[] =>
    [...cache.objects.range(cache.prefix)].map(({ object }) => object);
  const pods = all(scene.caches.pods).filter(
    (pod) => (pod['spec'] as { nodeName: string }).nodeName === node,
  );
  const mentions = (pod: KubeObject, text: string): boolean => JSON.stringify(pod['spec']).includes(text);
  const usesVolume = (volume: KubeObject): boolean => {
    const { claimRef } = volume['spec'] as { claimRef: { name: string } };
    return pods.some((pod) => mentions(pod, `"claimName":"${claimRef.name}"`));
  };
  const volumes = all(scene.caches.persistentVolumes);
  switch (kind) {
    case 'secret':
      return (
        pods.some((pod) => mentions(pod, `"secretName":"${name}"`)) ||
        volumes.some(
          (volume) =>
            JSON.stringify(volume).includes(`"nodeStageSecretRef":{"namespace":"home","name":"${name}"}`) &&
            usesVolume(volume),
        )
      );
    case 'persistentvolumeclaim':
      return pods.some((pod) => mentions(pod, `"claimName":"${name}"`));
    case 'persistentvolume':
      return volumes.some((volume) => volume.metadata?.name === name && usesVolume(volume));
    default:
      return pods.some((pod) => pod.metadata?.name === name);
  }
}

const kinds: readonly RelatedKind[] = ['secret', 'persistentvolumeclaim', 'persistentvolume', 'pod'];

describe('the graph of nodes', () => {
  it('relates as a twin does that looks at everything anew', () => {
    let related = 0;
    fc.assert(
      fc.property(steps, (history) => {
        const scene = new Scene();
        for (const step of history) {
          if ('pod' in step) scene.put('pods', podOf(step.pod, step.node, step.uses, step.claim));
          else if ('gone' in step) scene.remove('pods', `home/${step.gone}`);
          else if ('volume' in step)
            scene.put('persistentVolumes', volumeOf(step.volume, step.claim, step.secret));
          else scene.remove('persistentVolumes', step.goneVolume);
        }
        for (const node of ['n1', 'n2']) {
          for (const kind of kinds) {
            for (const name of letters) {
              const namespace = kind === 'persistentvolume' ? '' : 'home';
              const expected = twinRelates(scene, node, kind, name);
              related += expected ? 1 : 0;
              expect(scene.graph.isRelated(node, kind, { namespace, name }), `${node} ${kind} ${name}`).toBe(
                expected,
              );
            }
          }
        }
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(related).toBeGreaterThan(500);
  });

  it('takes 150,000 pods on 5,000 nodes one by one, and every change at the cost of that change', () => {
    const scene = new Scene();
    const begin = performance.now();
    for (let at = 0; at < 150_000; at += 1) {
      scene.put('pods', podOf(`p${at}`, `n${at % 5000}`, ['shared', `own-${at}`]));
    }
    const filled = performance.now();
    for (let at = 0; at < 10_000; at += 1) {
      scene.put('pods', podOf(`p${at}`, `n${(at + 1) % 5000}`, ['shared', `own-${at}`]));
    }
    const changed = performance.now();
    let found = 0;
    for (let at = 0; at < 100_000; at += 1) {
      const name = at % 2 === 0 ? 'shared' : `own-${at}`;
      if (scene.graph.isRelated(`n${at % 5000}`, 'secret', { namespace: 'home', name })) found += 1;
    }
    const asked = performance.now();
    const perChange = ((changed - filled) / 10_000) * 1000;
    const perQuestion = ((asked - changed) / 100_000) * 1000;
    process.stdout.write(
      `node graph: 150,000 pods in ${Math.round(filled - begin)} ms, ` +
        `${perChange.toFixed(1)} µs a change, ${perQuestion.toFixed(2)} µs a question\n`,
    );
    expect(found).toBeGreaterThan(90_000);
    // A change that looked at the other pods would take milliseconds.
    expect(perChange).toBeLessThan(1000);
  }, 120_000);
});

describe('a pod that is debugged', () => {
  it('brings its node what the debugger needs, and takes nothing from other pods when it goes', () => {
    const scene = new Scene();
    const secret = { namespace: 'home', name: 'key' };
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }];
    scene.put('pods', podOf('plain', 'n1', []));
    expect(scene.graph.isRelated('n1', 'secret', secret)).toBe(false);
    const plain = podOf('plain', 'n1', []);
    const spec = { ...(plain['spec'] as object), ephemeralContainers: [{ name: 'shell', env }] };
    scene.put('pods', { ...plain, spec });
    expect(scene.graph.isRelated('n1', 'secret', secret)).toBe(true);
    scene.put('pods', podOf('user', 'n1', ['key']));
    scene.remove('pods', 'home/plain');
    expect(scene.graph.isRelated('n1', 'secret', secret)).toBe(true);
    scene.remove('pods', 'home/user');
    expect(scene.graph.isRelated('n1', 'secret', secret)).toBe(false);
  });
});
