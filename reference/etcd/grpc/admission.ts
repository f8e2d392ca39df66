import type { EtcdMember } from '../member.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { requiresLeader } from './grpc-server.ts';
import type { ServerStream } from './http2/stream.ts';

const servedByLearners: ReadonlySet<string> = new Set(['/etcdserverpb.Maintenance/Status']);

function isSerializableRange(path: string | undefined, request: unknown): boolean {
  return (
    path === '/etcdserverpb.KV/Range' &&
    typeof request === 'object' &&
    request !== null &&
    'serializable' in request &&
    request.serializable === true
  );
}

/**
 * Refuses, by throwing, what etcd refuses before it looks at a request: calls that ask for a leader where there is none, and,
 * on a learner, all but its status and serializable reads. To ask a member for its status at each call would cost more than
 * many a call: `mayBeLearner` says whether the last look found a learner.
 */
export function admit(
  member: EtcdMember,
  call: { readonly stream: ServerStream; readonly request: unknown },
  mayBeLearner: boolean,
): void {
  const { stream, request } = call;
  const needsLeader = requiresLeader(stream);
  if (!needsLeader && !mayBeLearner) return;
  const { leader, isLearner } = member.status();
  if (isLearner) {
    const path = stream.fields.get(':path');
    const served = servedByLearners.has(path ?? '') || isSerializableRange(path, request);
    if (!served) throw new EtcdError(refusals.notSupportedForLearner);
  }
  if (needsLeader && leader === '0') throw new EtcdError(refusals.noLeader);
}
