import type { KubeconfigUsers, ServerAccess } from '../../client/http/kubeconfig.ts';

/** Reads kubeconfigs that the configurations of plugins name by their path, or hold. Throws where there is none to be read. */
export interface KubeconfigReader {
  access(named: unknown): ServerAccess;
  users(named: unknown): KubeconfigUsers;
}

/** For servers that are told nothing that names one. */
export const noKubeconfigs: KubeconfigReader = {
  access: unread,
  users: unread,
};

function unread(): never {
  throw new Error('there are no kubeconfigs here');
}
