import type { HistoryHeader, HistoryRecord } from '../../schemas/types/plimsoll.ts';
import { documentErrors } from '../catalogue/document-schema.ts';
import { UsageError } from '../catalogue/problem.ts';

export type {
  HistoryFault,
  HistoryHeader,
  HistoryOperation,
  HistoryRecord,
  HistoryStoreOperation,
  HistoryStoreWatch,
  HistoryStoreWatchResponse,
  HistoryWatchEvent,
  HistoryWatchStart,
  StoreAnswer,
  StoreCompare,
  StoreEntry,
} from '../../schemas/types/plimsoll.ts';

/** A recorded history: what clients did and saw, in the order in which the recorder saw it. */
export interface History {
  readonly header: HistoryHeader;
  /** The record of index 0 stands on line 2 of its file: the header is line 1. */
  readonly records: readonly NumberedRecord[];
}

export type Body = Exclude<HistoryRecord, HistoryHeader>;

export interface NumberedRecord {
  readonly line: number;
  readonly record: Body;
}

/** Reads JSON lines; every line is checked against `schemas/plimsoll/history.json`. */
export function parseHistory(text: string, file: string): History {
  let header: HistoryHeader | undefined;
  const records: NumberedRecord[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const record = parsedLine(line, `${file}:${index + 1}`);
    if (record.kind !== 'history') records.push({ line: index + 1, record });
    else if (header || records.length > 0)
      throw new UsageError(`${file}:${index + 1}: the header stands on the first line only`);
    else header = record;
  }
  if (!header)
    throw new UsageError(
      `${file}:1: the first line is not a header {"kind":"history","version":1,"requirements":[…]}`,
    );
  return { header, records };
}

function parsedLine(line: string, place: string): HistoryRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${place}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const errors = documentErrors('history', record);
  if (errors.length > 0) throw new UsageError(`${place}: ${errors.slice(0, 3).join('; ')}`);
  return record as HistoryRecord;
}

export function historyText(history: History): string {
  return [history.header, ...history.records.map(({ record }) => record)]
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('');
}
