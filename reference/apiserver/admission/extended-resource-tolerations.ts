import { objectAt, objectsAt, type Fields } from '../fields.ts';
import { qualifiedNameProblems } from '../validation/names.ts';
import { isAbout, type AdmissionPlugin } from './admission-chain.ts';
import { addToleration, tolerationsOf } from './tolerations.ts';

/** Whoever asks for a device may go to the nodes that are kept free for those who do. */
export const extendedResourceToleration: AdmissionPlugin = {
  name: 'ExtendedResourceToleration',
  operations: ['CREATE', 'UPDATE'],
  mutate: (request) => {
    const spec = isAbout(request, '', 'pods') ? objectAt(request.object, 'spec') : undefined;
    if (spec === undefined) return undefined;
    for (const key of extendedResources(spec)) {
      const toleration = { key, operator: 'Exists', effect: 'NoSchedule' };
      spec['tolerations'] = addToleration(tolerationsOf(spec), toleration);
    }
    return undefined;
  },
};

/** In alphabetical order, each once. */
function extendedResources(spec: Fields): readonly string[] {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const names = containers.flatMap((container) =>
    Object.keys(objectAt(objectAt(container, 'resources'), 'requests') ?? {}),
  );
  return [...new Set(names.filter(isExtended))].toSorted();
}

function isExtended(name: string): boolean {
  if (!name.includes('/') || name.includes('kubernetes.io/') || name.startsWith('requests.')) return false;
  return qualifiedNameProblems(`requests.${name}`).length === 0;
}
