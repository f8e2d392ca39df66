import type { EtcdResponseHeader } from '../../../schemas/types/etcd.ts';
import type { Whole, WireMember } from '../../../schemas/etcd/wire-types.ts';
import type { ClusterMember, EtcdMember, MembersAnswer } from '../member.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { describedUnary } from './method.ts';
import type { Service } from './method.ts';

interface WireMembers {
  readonly header: Omit<EtcdResponseHeader, 'revision'>;
  readonly members: readonly WireMember[];
}

interface MemberRequest {
  readonly ID: Whole;
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
}

/** The members of the cluster, and changes of them. Headers carry no revision here, as etcd has it. */
export function clusterService(member: EtcdMember): Service {
  const administration = (): EtcdMember['administration'] => member.administration;
  return {
    MemberList: describedUnary(
      'Cluster',
      'MemberList',
      async ({ linearizable }: { readonly linearizable: boolean }) =>
        membersToWire(await administration().members({ linearizable })),
    ),
    MemberAdd: describedUnary('Cluster', 'MemberAdd', async (request: MemberRequest) => {
      const peerUrls = checkedUrls(request.peerURLs);
      const answer = await administration().addMember({ peerUrls, learner: request.isLearner });
      return { ...membersToWire(answer), member: memberToWire(answer.member) };
    }),
    MemberRemove: describedUnary('Cluster', 'MemberRemove', async ({ ID }: MemberRequest) =>
      membersToWire(await administration().removeMember(String(ID))),
    ),
    MemberUpdate: describedUnary('Cluster', 'MemberUpdate', async ({ ID, peerURLs }: MemberRequest) =>
      membersToWire(await administration().updateMember(String(ID), peerURLs)),
    ),
    MemberPromote: describedUnary('Cluster', 'MemberPromote', async ({ ID }: MemberRequest) =>
      membersToWire(await administration().promoteMember(String(ID))),
    ),
  };
}

function membersToWire({ header, members }: MembersAnswer): WireMembers {
  const { clusterId, memberId, raftTerm } = header;
  return { header: { clusterId, memberId, raftTerm }, members: members.map(memberToWire) };
}

function memberToWire(member: ClusterMember): WireMember {
  return {
    ID: member.id,
    name: member.name,
    peerURLs: member.peerUrls,
    clientURLs: member.clientUrls,
    isLearner: member.isLearner,
  };
}

/** As etcd takes them: scheme, host and port, nothing more; in order. */
function checkedUrls(urls: readonly string[]): readonly string[] {
  const wellFormed = urls.every((url) => /^(?:https?|unixs?):\/\/[^/?#]+:\d+$/.test(url.trim()));
  if (urls.length === 0 || !wellFormed) throw new EtcdError(refusals.memberBadUrls);
  return urls.map((url) => url.trim()).toSorted();
}
