import type { LoadJob } from './load-job.ts';
import { fanOut, fill, firstRead, killAndWrite, load } from './load-jobs.ts';

/** The main module of the load generator: a job is a message from its parent, and so is the answer. */
function carryOut(job: LoadJob): Promise<unknown> {
  switch (job.job) {
    case 'load':
      return load(job);
    case 'fill':
      return fill(job);
    case 'fanOut':
      return fanOut(job);
    case 'killAndWrite':
      return killAndWrite(job);
    case 'firstRead':
      return firstRead(job);
  }
}

process.on('message', (job: LoadJob) => {
  carryOut(job).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ problem: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
