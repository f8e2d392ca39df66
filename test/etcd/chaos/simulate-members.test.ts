import { expect, test } from 'vitest';
import { addReport, emptyReport, reportText, type ChaosReport } from './chaos-report.ts';
import { simulateMembers } from './member-simulation.ts';

async function simulated(members: number, seeds: readonly number[]): Promise<ChaosReport> {
  const all = emptyReport();
  for (const seed of seeds) addReport(all, await simulateMembers({ seed, members, minutes: 0.5 }));
  return all;
}

test(
  'members keep their promises under everything that can happen to them',
  { timeout: 30_000 },
  async () => {
    const report = await simulated(3, [101, 102, 103]);
    addReport(report, await simulated(5, [101]));
    addReport(report, await simulated(1, [101]));
    expect(report.breaches, reportText(report)).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(1000);
    expect(report.leaderChanges).toBeGreaterThan(3);
    expect(report.statesCompared).toBeGreaterThan(1000);
    expect(report.watchesResumed).toBeGreaterThan(10);
    expect(report.leasesEnded).toBeGreaterThan(10);
    expect(report.faults.size).toBeGreaterThan(6);
  },
);

test('one seed, one history', { timeout: 20_000 }, async () => {
  const plan = { seed: 7, members: 3, minutes: 0.3 };
  const texts = [];
  for (let run = 0; run < 2; run += 1) {
    const history: string[] = [];
    const report = await simulateMembers({ ...plan, onEvent: (line) => history.push(line) });
    texts.push({ history: history.join('\n'), report: reportText(report) });
  }
  expect(texts[0]?.history.length).toBeGreaterThan(10_000);
  expect(texts[1]).toEqual(texts[0]);
});
