import { Rejected, type RequestAuthenticator } from './authenticator.ts';
import { commonNameOf, subjectValues, type CertificateVerifier } from './shown-certificate.ts';

/** A client certificate: the common name is the user's, the organizations are the groups. */
export function clientCertificateAuthenticator(verifier: CertificateVerifier): RequestAuthenticator {
  return async ({ certificates }) => {
    if (certificates === undefined) return undefined;
    const certificate = await verifier.verify(certificates);
    if (typeof certificate === 'string') return new Rejected(certificate);
    const user = commonNameOf(certificate);
    if (user === '') return undefined;
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    const extra = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] };
    return { identity: { user, groups: subjectValues(certificate, 'O'), extra } };
  };
}
