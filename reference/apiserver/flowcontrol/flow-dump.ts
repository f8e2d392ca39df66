import { methodRefusal, textAnswer } from '../discovery/json-answer.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { FlowMetrics } from './flow-figures.ts';
import type { PriorityLevel } from './priority-level.ts';

const columns = [
  ...['PriorityLevelName', 'ActiveQueues', 'IsIdle', 'IsQuiescing', 'WaitingRequests', 'ExecutingRequests'],
  ...['DispatchedRequests', 'RejectedRequests', 'TimedoutRequests', 'CancelledRequests'],
];

/** `/debug/api_priority_and_fairness/dump_priority_levels`: a table of the levels by name, for people. */
export function flowDump(levels: () => Iterable<PriorityLevel>, metrics: FlowMetrics): PathHandler {
  return async (request, { path }) => {
    if (path !== '/debug/api_priority_and_fairness/dump_priority_levels') return undefined;
    const sorted = [...levels()].sort((left, right) => (left.name < right.name ? -1 : 1));
    const rows = sorted.map((level) => rowOf(level, metrics));
    return methodRefusal(request) ?? textAnswer(aligned([columns, ...rows]), 200);
  };
}

function rowOf({ name, queueSet, isLeaving }: PriorityLevel, metrics: FlowMetrics): readonly string[] {
  const active = [...queueSet.queues()].filter(({ waiting, executing }) => waiting.size + executing > 0);
  const { dispatched, rejected, gaveUp } = metrics.ofLevel(name);
  // Upstream counts those that waited too long as cancelled, and none as timed out.
  return [
    ...[name, active.length, queueSet.isIdle, isLeaving, queueSet.waiting, queueSet.executing],
    ...[dispatched, rejected, 0, gaveUp],
  ].map(String);
}

/** A comma after every cell but the last, and cells as wide as the widest of their column. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_column, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const last = columns.length - 1;
  return rows
    .map((row) =>
      row.map((cell, at) => (at === last ? cell : `${cell},`.padEnd((widths[at] ?? 0) + 2))).join(''),
    )
    .map((text) => `${text}\n`)
    .join('');
}
