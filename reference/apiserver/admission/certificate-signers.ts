import type { Authorizer } from '../authorization/authorizer.ts';
import { equalJson, objectAt, objectsAt, textAt } from '../fields.ts';
import type { Identity } from '../message.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';

const group = 'certificates.k8s.io';

/** Whoever approves a request for a certificate must be allowed to do so for its signer, or for all of the signer's domain. */
export function certificateApproval(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'CertificateApproval',
    operations: ['UPDATE'],
    validate: async (request) => {
      if (!isSigningRequest(request, 'approval')) return undefined;
      const signer = signerOf(request);
      if (await mayActFor(authorizer, request.identity, { verb: 'approve', signer })) return undefined;
      return notAdmitted(
        request,
        `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`,
      );
    },
  };
}

/** Whoever issues a certificate, or says that it will not be issued, must be allowed to act as its signer. */
export function certificateSigning(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'CertificateSigning',
    operations: ['UPDATE'],
    validate: async (request) => {
      if (!isSigningRequest(request, 'status') || !changesOutcome(request)) return undefined;
      const signer = signerOf(request);
      if (await mayActFor(authorizer, request.identity, { verb: 'sign', signer })) return undefined;
      return notAdmitted(
        request,
        `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`,
      );
    },
  };
}

function isSigningRequest({ definition, subresource }: AdmissionRequest, wanted: string): boolean {
  return (
    definition.group === group && definition.plural === 'certificatesigningrequests' && subresource === wanted
  );
}

/** As it is stored: nobody chooses another one while he approves. */
function signerOf({ oldObject }: AdmissionRequest): string {
  return textAt(objectAt(oldObject, 'spec'), 'signerName');
}

function changesOutcome({ object, oldObject }: AdmissionRequest): boolean {
  const [after, before] = [objectAt(object, 'status'), objectAt(oldObject, 'status')];
  return (
    textAt(after, 'certificate') !== textAt(before, 'certificate') ||
    !equalJson(objectsAt(after, 'conditions'), objectsAt(before, 'conditions'))
  );
}

/** Whether the verb is given for this signer, or for all of its domain. */
export async function mayActFor(
  authorizer: Authorizer,
  identity: Identity,
  { verb, signer }: { readonly verb: string; readonly signer: string },
): Promise<boolean> {
  const [domain = ''] = signer.split('/');
  for (const name of [signer, `${domain}/*`]) {
    const resource = { group, version: '*', resource: 'signers', subresource: '', namespace: '', name };
    const { allowed } = await authorizer({ identity, verb, resource, path: '' });
    if (allowed) return true;
  }
  return false;
}
