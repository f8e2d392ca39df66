import { objectAt, objectsAt, textAt, valueAt } from '../fields.ts';
import { forbidden } from '../status.ts';
import { isAbout, type AdmissionPlugin } from './admission-chain.ts';

const podFields: readonly (readonly [string, string])[] = [
  ['supplementalGroups', 'SupplementalGroups'],
  ['seLinuxOptions', 'SELinuxOptions'],
  ['runAsUser', 'RunAsUser'],
  ['fsGroup', 'FSGroup'],
];
const containerFields = podFields.filter(([name]) => name === 'seLinuxOptions' || name === 'runAsUser');

/** No Pod chooses users, groups or SELinux labels for itself. Gone since 1.30: Pod Security Standards say it better. */
export const securityContextDeny: AdmissionPlugin = {
  name: 'SecurityContextDeny',
  operations: ['CREATE', 'UPDATE'],
  validate: (request) => {
    if (!isAbout(request, '', 'pods')) return undefined;
    const spec = objectAt(request.object, 'spec');
    const name = textAt(objectAt(request.object, 'metadata'), 'name');
    const refuse = (field: string): ReturnType<typeof forbidden> =>
      forbidden({ group: '', resource: 'pods' }, name, `${field} is forbidden`);
    const own = objectAt(spec, 'securityContext');
    const set = podFields.find(([field]) => valueAt(own, field) !== undefined);
    if (set !== undefined) return refuse(`pod.Spec.SecurityContext.${set[1]}`);
    for (const container of [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')]) {
      const security = objectAt(container, 'securityContext');
      const chosen = containerFields.find(([field]) => valueAt(security, field) !== undefined);
      if (chosen !== undefined) return refuse(`SecurityContext.${chosen[1]}`);
    }
    return undefined;
  },
};
