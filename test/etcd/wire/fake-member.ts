import { createEtcdMember } from '../../../reference/etcd/etcd-member.ts';
import type { EtcdMember, MemberStatus } from '../../../reference/etcd/member.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';

/** A member whose status a test can change, as the loss of a leader would. */
export interface AdjustableMember extends EtcdMember {
  pretend(status: Partial<MemberStatus>): void;
}

export function adjustableMember(): AdjustableMember {
  const member = createEtcdMember(createHostEnvironment());
  let pretended: Partial<MemberStatus> = {};
  return {
    connect: () => member.connect(),
    status: () => ({ ...member.status(), ...pretended }),
    administration: member.administration,
    stop: () => member.stop(),
    pretend: (status) => {
      pretended = status;
    },
  };
}
