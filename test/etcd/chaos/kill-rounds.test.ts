import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test.each([
  { members: 1, rounds: 3 },
  { members: 3, rounds: 2 },
])(
  'no acknowledged write is lost when $members real processes are killed $rounds times',
  { timeout: 60_000 },
  async ({ members, rounds }) => {
    const report = await killRounds({ members, rounds, seed: 1 });
    process.stdout.write(
      `${members} members: ${report.kills} kills, ${report.acknowledged} acknowledged writes, ${report.underWay} under way at the kills\n`,
    );
    expect(report.lost).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.underWay).toBeGreaterThan(0);
  },
);
