/**
 * Whole members with simulated disks and network, under everything that can happen to them:
 * `node test/etcd/chaos/simulate-members.ts --seeds 1-200 [--members 3] [--minutes 2]`. Prints what happened, and exits with 1
 * where a promise was broken. A seed that failed fails again.
 */
import { parseArgs } from 'node:util';
import { addReport, emptyReport, reportText } from './chaos-report.ts';
import { simulateMembers } from './member-simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-50' },
    members: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '2' },
  },
});
const [first = 1, last = first] = values.seeds.split('-').map(Number);
const all = emptyReport();
const begun = performance.now();
for (let seed = first; seed <= last; seed += 1) {
  const one = await simulateMembers({
    seed,
    members: Number(values.members),
    minutes: Number(values.minutes),
  });
  addReport(all, one);
  for (const { requirement, message } of one.breaches)
    process.stdout.write(`seed ${seed}: ${requirement}: ${message}\n`);
  if (seed % 20 === 0) process.stdout.write(`seed ${seed}: ${all.breaches.length} breaches so far\n`);
}
process.stdout.write(`${reportText(all)}\n${((performance.now() - begun) / 1000).toFixed(0)} seconds\n`);
process.exit(all.breaches.length === 0 ? 0 : 1);
