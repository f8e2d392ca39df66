import type { Environment } from '../sim/environment.ts';
import { KeptObjects, type KeeperApi } from './kept-objects.ts';
import type { RootCertificate } from './root-certificate.ts';

const name = 'kube-root-ca.crt';
const description =
  "The certificate that clients in the cluster check the API server's by, as they reach it inside; not meant for anything else.";

/** Gives every namespace a ConfigMap with the certificate that clients inside check the API server by, and puts right what was changed. */
export class RootCertificatePublisher extends KeptObjects<'ConfigMap'> {
  constructor(environment: Environment, api: KeeperApi, root: RootCertificate) {
    super(environment, api, {
      target: 'ConfigMap',
      name,
      wanted: (before) => ({
        ...before,
        metadata: {
          ...before?.metadata,
          name,
          annotations: { ...before?.metadata?.annotations, 'kubernetes.io/description': description },
        },
        data: { 'ca.crt': root.current },
      }),
      isRight: ({ data }) =>
        data !== undefined && Object.keys(data).length === 1 && data['ca.crt'] === root.current,
    });
    root.follow(() => {
      this.lookEverywhere();
    });
  }
}
