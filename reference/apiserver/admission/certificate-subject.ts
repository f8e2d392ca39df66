import type * as X509Module from '@peculiar/x509';
import { objectAt, textAt } from '../fields.ts';
import { isAbout, notAdmitted, type AdmissionPlugin } from './admission-chain.ts';

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const privileged = 'system:masters';

/** Nobody asks for a client certificate that makes its holder a member of the group that may do everything. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  operations: ['CREATE'],
  validate: async (request) => {
    if (!isAbout(request, 'certificates.k8s.io', 'certificatesigningrequests')) return undefined;
    const spec = objectAt(request.object, 'spec');
    if (textAt(spec, 'signerName') !== clientSigner) return undefined;
    const groups = await organizationsOf(textAt(spec, 'request'));
    if (groups === undefined) return notAdmitted(request, 'failed to parse CSR');
    if (!groups.includes(privileged)) return undefined;
    return notAdmitted(request, `use of ${clientSigner} signer with ${privileged} group is not allowed`);
  },
};

/** The organizations in the subject of a PEM in base64; undefined where it is no request for a certificate. */
async function organizationsOf(base64: string): Promise<readonly string[] | undefined> {
  const { Pkcs10CertificateRequest } = await loadX509();
  try {
    const pem = atob(base64);
    if (!pem.includes('-----BEGIN CERTIFICATE REQUEST-----')) return undefined;
    return new Pkcs10CertificateRequest(pem).subjectName.getField('O');
  } catch {
    return undefined;
  }
}

/** Loaded when it is first needed, which is hardly ever. */
async function loadX509(): Promise<typeof X509Module> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
