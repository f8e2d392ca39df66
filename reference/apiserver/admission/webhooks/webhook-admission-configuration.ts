import type { KubeconfigUsers } from '../../../client/http/kubeconfig.ts';
import { isFields, textAt } from '../../fields.ts';
import type { KubeconfigReader } from '../kubeconfig-reader.ts';

const group = 'apiserver.config.k8s.io';
const kinds: Readonly<Record<string, string>> = {
  [`${group}/v1`]: 'WebhookAdmissionConfiguration',
  [`${group}/v1alpha1`]: 'WebhookAdmission',
};

/** What the plugins that call webhooks are told: the kubeconfig whose users are those as whom they call. */
export function readWebhookUsers(given: unknown, kubeconfigs: KubeconfigReader): KubeconfigUsers {
  if (given === undefined) return { byName: new Map(), current: undefined };
  if (!isFields(given) || kinds[textAt(given, 'apiVersion')] !== given['kind'])
    throw new Error(`the configuration must be a WebhookAdmissionConfiguration of ${group}/v1`);
  const named = given['kubeConfigFile'];
  if (typeof named !== 'object' && !textAt(given, 'kubeConfigFile').startsWith('/')) {
    const value = JSON.stringify(textAt(given, 'kubeConfigFile'));
    throw new Error(`kubeConfigFile: Invalid value: ${value}: must be an absolute file path`);
  }
  return kubeconfigs.users(named);
}
