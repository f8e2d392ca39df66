import type { Credential } from './certificates.ts';

export interface KubeconfigFacts {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly user: string;
  readonly credential: Credential;
}

/** A kubeconfig with everything in it, so that the file can be moved. */
export function kubeconfigText(facts: KubeconfigFacts): string {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: plimsoll',
    '  cluster:',
    `    server: ${facts.server}`,
    `    certificate-authority-data: ${base64(facts.authority)}`,
    'users:',
    `- name: ${JSON.stringify(facts.user)}`,
    '  user:',
    `    client-certificate-data: ${base64(facts.credential.certificate)}`,
    `    client-key-data: ${base64(facts.credential.key)}`,
    'contexts:',
    '- name: plimsoll',
    '  context:',
    '    cluster: plimsoll',
    `    user: ${JSON.stringify(facts.user)}`,
    'current-context: plimsoll',
    '',
  ].join('\n');
}
