/** Draws a counter-example: clients below each other, time from left to right, one bar for each operation. */
import type { HistoryFault, HistoryStoreOperation, NumberedRecord } from '../history/history.ts';
import { answerText, requestText } from '../judges/store-operation.ts';
import type { CounterExample, Standing } from './counter-example.ts';
import { escaped } from './html-text.ts';

const left = 112;
const top = 72;
const rowHeight = 68;
const barHeight = 56;
/** At least so far apart are two moments: time is drawn by order, not by length, so that all words can be read. */
const stepWidth = 22;
const letterWidth = 6.7;
const longestLine = 27;
const padding = 7;

interface Canvas {
  readonly example: CounterExample;
  readonly rows: readonly string[];
  readonly x: (moment: number) => number;
  readonly right: number;
}

type Shown = Exclude<NumberedRecord['record'], HistoryFault>;

/** An `svg` element that takes its colours from the page around it. */
export function historySvg(example: CounterExample): string {
  const shown = example.records.filter(({ record }) => record.kind !== 'fault');
  const rows = [...new Set(shown.map(({ record }) => record.client))];
  const moments = [...new Set(example.records.flatMap(({ record }) => momentsOf(record)))].sort(
    (one, other) => one - other,
  );
  const places = placesOf(example, moments);
  const right = Math.max(...places.values(), left) + 190;
  const canvas: Canvas = { example, rows, right, x: (moment) => places.get(moment) ?? right };
  const height = top + rows.length * rowHeight + 16;
  return `<svg class="timeline" viewBox="0 0 ${right} ${height}" width="${right}" height="${height}" role="img" aria-label="${escaped(example.title)}">
${axis(canvas, moments, height)}${rows.map((name, index) => lane(canvas, name, index)).join('')}
${faults(canvas, height)}${shown.map((numbered) => item(canvas, numbered)).join('\n')}</svg>`;
}

/** Where each moment stands: far enough to the right that what ends there has room for its words. */
function placesOf(example: CounterExample, moments: readonly number[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  const rowEnds = new Map<string, number>();
  let x = left + 10;
  for (const moment of moments) {
    for (const { record, line } of example.records) {
      if (record.kind === 'fault') {
        if (record.at === moment) x = Math.max(x, rowEnds.get('') ?? 0);
        continue;
      }
      if (record.kind === 'store' && record.end === moment)
        x = Math.max(x, (places.get(record.at) ?? 0) + widthOf(record, example.standing(line)));
      if (record.at === moment) x = Math.max(x, (rowEnds.get(record.client) ?? 0) + 8);
    }
    places.set(moment, x);
    for (const { record } of example.records) {
      if (record.at !== moment) continue;
      if (record.kind === 'fault') rowEnds.set('', x + (faultText(record).length * letterWidth) / 3 + 4);
      else if (record.kind !== 'store')
        rowEnds.set(record.client, x + 20 + markText(record).length * letterWidth);
    }
    x += stepWidth;
  }
  return places;
}

function badgeOf(standing: Standing): string {
  return standing.kind === 'placed' ? `${standing.place}` : standing.kind === 'stuck' ? '✗' : '';
}

function badgeWidth(standing: Standing): number {
  const badge = badgeOf(standing);
  return badge === '' ? 0 : 6 + badge.length * 8;
}

function widthOf(record: HistoryStoreOperation, standing: Standing): number {
  const longest = Math.max(...linesOf(record).map((line) => line.length));
  return badgeWidth(standing) + longest * letterWidth + 2 * padding;
}

/** What is written into a bar: the request in one or two lines, and the answer. */
function linesOf(record: HistoryStoreOperation): readonly string[] {
  const words = requestText(record.request).split(' ');
  const lines: string[] = [''];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= longestLine) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  const asked = lines.length > 2 ? [lines[0] ?? '', `${lines[1] ?? ''} …`] : lines;
  return [
    ...asked,
    cut(`${record.member} → ${answerText(record).replace(/^revision /, 'r')}`, longestLine + 3),
  ];
}

function momentsOf(record: NumberedRecord['record']): readonly number[] {
  if (record.kind === 'store' && record.end !== undefined) return [record.at, record.end];
  return [record.at];
}

function axis({ x }: Canvas, moments: readonly number[], height: number): string {
  let written = -Infinity;
  return moments
    .map((moment) => {
      const at = x(moment);
      const line = `<line x1="${at}" y1="${top - 8}" x2="${at}" y2="${height - 10}" class="moment"/>`;
      if (at - written < 40) return line;
      written = at;
      return `${line}<text x="${at}" y="${top - 12}" class="tick">${Math.floor(moment)}</text>`;
    })
    .join('');
}

function lane({ right }: Canvas, name: string, index: number): string {
  const y = top + index * rowHeight;
  return `<line x1="0" y1="${y + rowHeight - 3}" x2="${right}" y2="${y + rowHeight - 3}" class="lane"/><text x="4" y="${y + rowHeight / 2}" class="who">${escaped(name)}</text>`;
}

function faults({ example, x }: Canvas, height: number): string {
  const struck = example.records.flatMap(({ record }) => (record.kind === 'fault' ? [record] : []));
  return struck
    .map((fault, index) => {
      const at = x(fault.at);
      const y = 13 + (index % 3) * 14;
      return `<line x1="${at}" y1="${y + 3}" x2="${at}" y2="${height - 10}" class="fault"/><text x="${at + 3}" y="${y}" class="fault-name">${escaped(faultText(fault))}</text>`;
    })
    .join('');
}

function faultText({ fault, members, groups }: HistoryFault): string {
  if (fault === 'partition') return `partition ${(groups ?? []).map((group) => group.join(' ')).join(' | ')}`;
  if (fault === 'cut' || fault === 'moveLeader') return `${fault} ${members.join(' → ')}`;
  return fault === 'heal' || fault === 'rest' || fault === 'disturb'
    ? fault
    : `${fault} ${members.join(' ')}`;
}

function item(canvas: Canvas, { record, line }: NumberedRecord): string {
  if (record.kind === 'fault') return '';
  const standing = canvas.example.standing(line);
  return record.kind === 'store'
    ? bar(canvas, { record, line, standing })
    : mark(canvas, { record, line, standing });
}

function bar(
  canvas: Canvas,
  { record, line, standing }: { record: HistoryStoreOperation; line: number; standing: Standing },
): string {
  const y = rowTop(canvas, record.client);
  const from = canvas.x(record.at);
  const to = record.end === undefined ? canvas.right - 12 : canvas.x(record.end);
  const width = Math.max(10, to - from);
  const badge = badgeOf(standing);
  const open = record.outcome === 'unknown' ? ' open' : '';
  const lines = linesOf(record);
  const words = lines.map(
    (text, index) =>
      `<text x="${from + badgeWidth(standing) + padding}" y="${y + 16 + index * 15}" class="${index < lines.length - 1 ? 'asked' : 'told'}">${escaped(text)}</text>`,
  );
  const number =
    badge === '' ? '' : `<text x="${from + 5}" y="${y + barHeight / 2 + 4}" class="badge">${badge}</text>`;
  const title = `line ${line}: ${record.client} at member ${record.member}, ${Math.floor(record.at)} ms: ${requestText(record.request)} → ${answerText(record)}`;
  return `<g class="op ${standing.kind}${open}"><title>${escaped(title)}</title><rect x="${from}" y="${y}" width="${width}" height="${barHeight}" rx="6"/>${number}${words.join('')}</g>`;
}

/** A response to a watch, or its beginning or end. */
function mark(
  canvas: Canvas,
  { record, line, standing }: { record: Shown; line: number; standing: Standing },
): string {
  const y = rowTop(canvas, record.client);
  const x = canvas.x(record.at);
  const text = markText(record);
  const title = `line ${line}: ${record.client}, ${Math.floor(record.at)} ms: ${text}`;
  return `<g class="op ${standing.kind}"><title>${escaped(title)}</title><circle cx="${x}" cy="${y + barHeight / 2}" r="6"/><text x="${x + 10}" y="${y + barHeight / 2 + 4}" class="asked">${escaped(text)}</text></g>`;
}

function markText(record: Shown): string {
  switch (record.kind) {
    case 'storeWatch':
      return `watch at ${record.member} from ${record.startRevision}`;
    case 'storeWatchResponse':
      if (record.progress === true) return `progress ${record.revision}`;
      return cut(record.events.map(({ type, key, mod }) => `${type} ${key} @${mod}`).join(', '), 48);
    case 'watchEnd':
      return record.dueRevision === undefined ? 'left' : `closed, due up to ${record.dueRevision}`;
    case 'operation':
      return `${record.op} ${record.object}: ${record.outcome} ${record.revision ?? ''}`;
    case 'watchStart':
      return `watch ${record.scope} from ${record.fromRevision ?? 'now'}`;
    case 'watchEvent':
      return `${record.type} ${record.object ?? ''} @${record.revision ?? '?'}`;
    case 'store':
      return requestText(record.request);
  }
}

function rowTop({ rows }: Canvas, client: string): number {
  return top + rows.indexOf(client) * rowHeight + 4;
}

function cut(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
