/** The harness as a library: `import { main, judgeHistory } from 'plimsoll/harness'`. */
export { NotApplicable, PrerequisiteUnmet, verdicts } from './verdict.ts';
export type { Verdict } from './verdict.ts';
export { main } from './cli/main.ts';
export type { Console } from './cli/console.ts';
export { historyText, parseHistory } from './history/history.ts';
export type { History, HistoryRecord } from './history/history.ts';
export { HistoryRecorder } from './history/recorder.ts';
export { judgeHistory, judges } from './judges/index.ts';
export type { Breach, Judge, Judgement } from './judges/judgement.ts';
export type { Property, PropertyContext, PropertyResult } from './properties/property.ts';
export type { Saboteur } from './saboteurs/saboteur.ts';
