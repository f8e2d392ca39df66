import { describe, expect, it } from 'vitest';
import { AuditBatches, type BatchLimits } from '../../../reference/apiserver/operations/audit-batches.ts';
import type { AuditEvent } from '../../../reference/apiserver/operations/audit-event.ts';
import { truncated } from '../../../reference/apiserver/operations/audit-truncation.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../../reference/sim/virtual-environment.ts';

function eventOf(number: number): AuditEvent {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Request',
    auditID: String(number),
    stage: 'ResponseComplete',
    requestURI: '/',
    verb: 'get',
    user: {},
    requestReceivedTimestamp: '',
    stageTimestamp: '',
  };
}

interface Gathered {
  readonly environment: VirtualEnvironment;
  readonly batches: AuditBatches;
  /** The numbers of each batch. */
  readonly sent: string[][];
  readonly lost: () => number;
}

function gather(limits: Partial<BatchLimits>): Gathered {
  const environment = createVirtualEnvironment({ seed: 1 });
  const sent: string[][] = [];
  let lost = 0;
  const all = { bufferSize: 100, maxBatchSize: 3, maxWaitMs: 1000, ...limits };
  const batches = new AuditBatches(environment, all, {
    send: async (events) => sent.push(events.map(({ auditID }) => auditID)),
    onLost: (events) => {
      lost += events;
    },
  });
  return { environment, batches, sent, lost: () => lost };
}

function add({ batches }: Gathered, from: number, to: number): void {
  for (let number = from; number <= to; number += 1) batches.add(eventOf(number));
}

describe('batches of audit events', () => {
  it('are sent as soon as they are full, in the order of the events', () => {
    const gathered = gather({});
    add(gathered, 1, 7);
    expect(gathered.sent).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
  });

  it('are sent when they have waited for long enough, and never empty', async () => {
    const gathered = gather({});
    add(gathered, 1, 1);
    await gathered.environment.advance(999);
    expect(gathered.sent).toEqual([]);
    await gathered.environment.advance(1);
    expect(gathered.sent).toEqual([['1']]);
    await gathered.environment.advance(5000);
    expect(gathered.sent).toEqual([['1']]);
  });

  it('are sent no faster than they may be, and lose nothing by it', async () => {
    const gathered = gather({ maxBatchSize: 1, throttle: { perSecond: 2, burst: 3 } });
    add(gathered, 1, 10);
    expect(gathered.sent).toHaveLength(3);
    await gathered.environment.advance(1000);
    expect(gathered.sent).toHaveLength(5);
    await gathered.environment.advance(5000);
    expect(gathered.sent.flat()).toEqual(Array.from({ length: 10 }, (_one, index) => String(index + 1)));
  });

  it('lose what there is no room for, and count it', () => {
    const gathered = gather({ bufferSize: 5, maxBatchSize: 1, throttle: { perSecond: 1, burst: 1 } });
    add(gathered, 1, 20);
    expect(gathered.sent).toEqual([['1']]);
    expect(gathered.lost()).toBe(20 - 1 - 6);
  });

  it('are all sent at the end', async () => {
    const gathered = gather({ throttle: { perSecond: 1, burst: 1 } });
    add(gathered, 1, 8);
    await gathered.batches.close();
    expect(gathered.sent.flat()).toHaveLength(8);
  });
});

describe('an audit event that is too large', () => {
  const large = { ...eventOf(1), requestObject: { data: 'x'.repeat(1000) } };

  it('goes without what was sent, and says so', () => {
    expect(truncated(large, { maxEventBytes: 500 })).toEqual({
      ...eventOf(1),
      annotations: { 'audit.k8s.io/truncated': 'true' },
    });
  });

  it('stays whole where it is not', () => {
    expect(truncated(large, { maxEventBytes: 5000 })).toBe(large);
  });

  it('is lost where it is too large even so', () => {
    expect(truncated(large, { maxEventBytes: 50 })).toBeUndefined();
    expect(truncated({ ...large, level: 'Metadata' }, { maxEventBytes: 500 })).toBeUndefined();
  });
});
