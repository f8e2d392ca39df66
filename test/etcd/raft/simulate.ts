/**
 * `node test/etcd/raft/simulate.ts --seeds 1-500 [--steps N]`: simulated clusters under every fault, one per seed. Prints
 * the counts and every broken promise; exit 1 where there is one.
 */
import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1-100' }, steps: { type: 'string', default: '6000' } },
});
const [first = 1, last = first] = values.seeds.split('-').map(Number);
const { counts, findings } = simulate({ first, last, stepsPerSeed: Number(values.steps) });
for (const { seed, step, detail } of findings) {
  process.stdout.write(`seed ${seed}, step ${step}: ${detail}\n`);
}
process.stdout.write(
  `${Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')}, breaches ${findings.length}\n`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
