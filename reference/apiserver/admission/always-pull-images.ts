import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { failure, type Refusal } from '../status.ts';
import { isAbout, notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { containersOf } from './pod-containers.ts';

/**
 * Every image of a Pod is pulled anew, so that nobody runs what somebody else fetched with his credentials. Updates that bring no
 * new image are left alone, and so are subresources: ephemeral containers are not reached, in upstream neither.
 */
export const alwaysPullImages: AdmissionPlugin = {
  name: 'AlwaysPullImages',
  operations: ['CREATE', 'UPDATE'],
  mutate: (request) => {
    for (const { fields, name } of pulled(request)) fields[name] = 'Always';
    return undefined;
  },
  validate: (request) => {
    const others = pulled(request).filter(({ fields, name }) => textAt(fields, name) !== 'Always');
    return others.length === 0 ? undefined : refusalOf(request, others);
  },
};

interface PulledImage {
  readonly fields: Fields;
  readonly name: string;
  readonly field: string;
}

/** Where the Pod says how its images are pulled. */
function pulled(request: AdmissionRequest): readonly PulledImage[] {
  const { object } = request;
  if (object === undefined || !isAbout(request, '', 'pods') || bringsNoImage(request)) return [];
  const containers = containersOf(object).map(({ container, field }) => ({
    fields: container,
    name: 'imagePullPolicy',
    field: `${field}.imagePullPolicy`,
  }));
  const volumes = objectsAt(objectAt(object, 'spec'), 'volumes').flatMap((volume, index) => {
    const image = objectAt(volume, 'image');
    const field = `spec.volumes[${index}].image.pullPolicy`;
    return image === undefined ? [] : [{ fields: image, name: 'pullPolicy', field }];
  });
  return [...containers, ...volumes];
}

function bringsNoImage({ operation, object, oldObject }: AdmissionRequest): boolean {
  if (operation !== 'UPDATE') return false;
  const present = new Set(containersOf(oldObject).map(({ container }) => textAt(container, 'image')));
  return containersOf(object).every(({ container }) => present.has(textAt(container, 'image')));
}

/** Several refusals are no Status upstream but an error of the server, whose text is all of them. */
function refusalOf(request: AdmissionRequest, images: readonly PulledImage[]): Refusal {
  const texts = images.map(({ fields, name, field }) => {
    const given = JSON.stringify(textAt(fields, name));
    return (
      notAdmitted(request, `${field}: Unsupported value: ${given}: supported values: "Always"`).status
        .message ?? ''
    );
  });
  const unique = [...new Set(texts)];
  return failure(unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`);
}
