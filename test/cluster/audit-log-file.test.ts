import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../reference/apiserver/operations/audit-event.ts';
import { AuditLogFile } from '../../reference/cluster/audit-log-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'audit-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function eventOf(auditID: string): AuditEvent {
  return {
    ...{
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      stage: 'ResponseComplete',
      auditID,
    },
    ...{ requestURI: '/', verb: 'get', user: { username: 'carol' } },
    ...{ requestReceivedTimestamp: '', stageTimestamp: '' },
  };
}

const limits = { maxSizeBytes: 0, maxBackups: 0, maxAgeDays: 0 };

describe('the audit log', () => {
  it('loses events on a full disk, says so once, and lets requests go on', () => {
    const faults: string[] = [];
    const file = new AuditLogFile(
      { path: '/dev/full', ...limits },
      () => 0,
      (fault) => faults.push(fault),
    );
    for (const id of ['a', 'b', 'c']) file.write(eventOf(id));
    file.close();
    expect(faults).toEqual([expect.stringContaining('ENOSPC')]);
  });

  it('makes the folder in which it is to lie', () => {
    const path = join(directory, 'far', 'down', 'audit.log');
    const file = new AuditLogFile(
      { path, ...limits },
      () => 0,
      () => undefined,
    );
    file.write(eventOf('a'));
    file.close();
    expect(readFileSync(path, 'utf8')).toContain('"auditID":"a"');
  });

  it('is put aside when it would grow too large, and keeps so many old ones', () => {
    const path = join(directory, 'audit.log');
    let nowMs = 0;
    const file = new AuditLogFile(
      { path, ...limits, maxSizeBytes: 300, maxBackups: 2 },
      () => nowMs,
      () => undefined,
    );
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      nowMs += 1000;
      file.write(eventOf(id));
    }
    file.close();
    const names = readdirSync(directory).sort();
    expect(names).toEqual([
      'audit-1970-01-01T00-00-04.000000.log',
      'audit-1970-01-01T00-00-05.000000.log',
      'audit.log',
    ]);
    const ids = names.map((name) => /"auditID":"(.)"/.exec(readFileSync(join(directory, name), 'utf8'))?.[1]);
    expect(ids).toEqual(['c', 'd', 'e']);
  });

  it('goes on in the old file where a new one cannot be made', () => {
    const faults: string[] = [];
    // No file may have a name so long that a time fits in as well.
    const path = join(directory, `${'a'.repeat(240)}.log`);
    const file = new AuditLogFile(
      { path, ...limits, maxSizeBytes: 300 },
      () => 0,
      (fault) => faults.push(fault),
    );
    for (const id of ['a', 'b', 'c']) file.write(eventOf(id));
    file.close();
    expect(faults).toHaveLength(1);
    const ids = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditEvent).auditID);
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  it('puts a file aside that would grow too large', () => {
    const path = join(directory, 'audit.log');
    let nowMs = 0;
    const file = new AuditLogFile(
      { path, ...limits, maxSizeBytes: 300 },
      () => (nowMs += 1),
      (fault) => expect.unreachable(fault),
    );
    for (const id of ['a', 'b', 'c']) file.write(eventOf(id));
    file.close();
    const all = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
    expect(all).toHaveLength(3);
    expect(all.every((text) => text.endsWith('}\n'))).toBe(true);
  });
});
