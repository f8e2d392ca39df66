import { objectAt, textsAt } from '../fields.ts';
import { isAbout, notAdmitted, type AdmissionPlugin } from './admission-chain.ts';

/** Nobody claims addresses that are somebody else's: an external IP may stay or go, and none may be added. */
export const denyServiceExternalIPs: AdmissionPlugin = {
  name: 'DenyServiceExternalIPs',
  operations: ['CREATE', 'UPDATE'],
  validate: (request) => {
    if (!isAbout(request, '', 'services')) return undefined;
    const present = textsAt(objectAt(request.oldObject, 'spec'), 'externalIPs');
    const isNew = textsAt(objectAt(request.object, 'spec'), 'externalIPs').some(
      (ip) => !present.includes(ip),
    );
    return isNew ? notAdmitted(request, 'Use of external IPs is denied by admission control') : undefined;
  },
};
