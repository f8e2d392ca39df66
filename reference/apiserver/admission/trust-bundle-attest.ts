import type { Authorizer } from '../authorization/authorizer.ts';
import { equalJson, objectAt, textAt, type Fields } from '../fields.ts';
import { mayActFor } from './certificate-signers.ts';
import { isAbout, notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';

/** Whoever says which authorities vouch for a signer's certificates must be allowed to attest for the signer. */
export function clusterTrustBundleAttest(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'ClusterTrustBundleAttest',
    operations: ['CREATE', 'UPDATE'],
    validate: async (request) => {
      if (!isAbout(request, 'certificates.k8s.io', 'clustertrustbundles')) return undefined;
      const signer = textAt(objectAt(request.object, 'spec'), 'signerName');
      if (signer === '' || changesNothing(request)) return undefined;
      if (await mayActFor(authorizer, request.identity, { verb: 'attest', signer })) return undefined;
      return notAdmitted(request, `user not permitted to attest for signerName ${JSON.stringify(signer)}`);
    },
  };
}

/** But what garbage collection needs. */
function changesNothing({ object, oldObject }: AdmissionRequest): boolean {
  return oldObject !== undefined && object !== undefined && equalJson(bare(object), bare(oldObject));
}

const passing = ['ownerReferences', 'finalizers', 'managedFields', 'resourceVersion'];

function bare(object: Readonly<Fields>): Fields {
  const metadata = Object.entries(objectAt(object, 'metadata') ?? {});
  return { ...object, metadata: Object.fromEntries(metadata.filter(([name]) => !passing.includes(name))) };
}
