import { describe, expect, test } from 'vitest';
import { memberOptions } from '../../../reference/cluster/member-options.ts';
import { resolvedSettings } from '../../../reference/etcd/member-parts.ts';

describe('settings of a member', () => {
  test.each([
    { heartbeatMs: 0 },
    { heartbeatMs: Number.NaN },
    { heartbeatMs: -5 },
    { electionMs: 400 },
    { electionMs: Number.NaN },
    { quotaBytes: -1 },
    { requestTimeoutMs: Infinity },
    { maxRequestBytes: 0 },
    { minLeaseTtlSeconds: -2 },
    { entriesKept: Number.NaN },
  ])('%o makes no sense', (settings) => {
    expect(() => resolvedSettings(settings)).toThrow(RangeError);
  });

  test.each([
    [{ heartbeatInterval: '0' }, 'at least 1 millisecond'],
    [{ heartbeatInterval: '-1' }, '--heartbeat-interval must be a whole number'],
    [{ heartbeatInterval: 'NaN' }, '--heartbeat-interval must be a whole number'],
    [{ electionTimeout: '100', heartbeatInterval: '50' }, 'at least 5 times'],
    [{ quotaBackendBytes: '-1' }, '--quota-backend-bytes must be a whole number'],
    [{ initialClusterState: 'old' }, '"new" or "existing"'],
    [{ initialCluster: 'm1' }, 'NAME=URL'],
    [{ initialCluster: 'other=http://127.0.0.1:1' }, 'not this member'],
    [{ listenPeerUrls: 'nowhere' }, 'is no address'],
  ])('the options %o are refused with a reason', (options, reason) => {
    expect(() => memberOptions(options)).toThrow(reason);
  });
});
