/** The common name that a certificate is asked for, by the base64 of a PEM request; undefined where it cannot be read. */
export async function requestedName(request: string): Promise<string | undefined> {
  // The certificate library registers its classes through it and refuses to load without.
  await import('reflect-metadata');
  const { Pkcs10CertificateRequest } = await import('@peculiar/x509');
  try {
    const pem = Buffer.from(request, 'base64').toString('utf8');
    return new Pkcs10CertificateRequest(pem).subjectName.getField('CN')[0] ?? '';
  } catch {
    return undefined;
  }
}
