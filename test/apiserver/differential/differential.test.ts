import process from 'node:process';
import { expect, it } from 'vitest';
import { runDifferential, tableOf } from './differential.ts';

const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'] ?? '';
const seed = Number(process.env['PLIMSOLL_SEED'] ?? '1');
const share = Number(process.env['PLIMSOLL_SHARE'] ?? '0.1');

/** Needs a kube-apiserver 1.32 that runs with `--allow-privileged=true`; without one the recorded answers stand in. */
it.skipIf(kubeconfig === '')(
  'agrees with a real kube-apiserver on thousands of slightly broken objects',
  async () => {
    const report = await runDifferential({ kubeconfig, seed, share, templateShare: share / 10 });
    process.stdout.write(`\nseed ${seed}\n${tableOf(report.tallies)}\n`);
    const unexplained = report.findings.filter(
      ({ level, explanation }) => level !== 'whole' && explanation === undefined,
    );
    expect(
      unexplained.map(
        ({ trial, level, real, ours }) =>
          `${trial.name}: ${level}: ${real.verdict} ${real.causes.join()} | ${ours.verdict} ${ours.causes.join()}`,
      ),
    ).toEqual([]);
    expect(report.judged.length).toBeGreaterThan(1000);
  },
  600_000,
);
