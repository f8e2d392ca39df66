import type { Refusal } from '../status.ts';
import {
  notAdmitted,
  type AdmissionPlugin,
  type AdmissionRequest,
  type Operation,
} from './admission-chain.ts';

const everything: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** Has no objection to anything. */
export const alwaysAdmit: AdmissionPlugin = {
  name: 'AlwaysAdmit',
  operations: everything,
  mutate: () => undefined,
  validate: () => undefined,
};

const denial = 'admission control is denying all modifications';

/**
 * Refuses whatever reaches it, after every other plugin. What every cluster has must be there before: kube-apiserver does not
 * come up on an empty store with it, and this server makes it first.
 */
export function alwaysDeny(isStarted: () => boolean): AdmissionPlugin {
  const refuse = (request: AdmissionRequest): Refusal | undefined =>
    isStarted() ? notAdmitted(request, denial) : undefined;
  return { name: 'AlwaysDeny', operations: everything, mutate: refuse, validate: refuse };
}
