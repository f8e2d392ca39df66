/** `report.html`: one file that needs nothing else, readable without script, usable by keyboard, light and dark. */
import type { History } from '../history/history.ts';
import { verdicts, type Verdict } from '../verdict.ts';
import { counterExamples } from './counter-example.ts';
import type { Coverage } from './coverage.ts';
import { reportScript } from './html-script.ts';
import { reportStyle } from './html-style.ts';
import { escaped } from './html-text.ts';
import { historySvg } from './history-svg.ts';
import type { Report, ReportRequirement, ReportTest } from './report.ts';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  unmet: 'unmet',
  notApplicable: 'not applicable',
  error: 'error',
  knownFailure: 'known failure',
};

type Row = Coverage['requirements'][number];

/** The normative sentence with its Markdown emphasis and code spans. */
function prose(markdown: string): string {
  return escaped(markdown)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, '$1');
}

const mark = `<svg viewBox="0 0 100 100" role="img" aria-label="Plimsoll line"><circle cx="50" cy="50" r="34" fill="none" stroke="currentColor" stroke-width="9"/><path d="M2 50h96" stroke="currentColor" stroke-width="9"/></svg>`;

/** Recorded histories by the name that tests give them. */
export type Histories = ReadonlyMap<string, History>;

/**
 * The whole document. `coverage` gives the other proofs beside the verdicts of this run; `histories` are drawn beside the
 * tests that name them.
 */
export function reportHtml(report: Report, coverage: Coverage, histories: Histories = new Map()): string {
  const rows = new Map(coverage.requirements.map((row) => [row.id, row]));
  const { implementation, conforms } = report;
  const title = `${implementation.name} ${implementation.version}`;
  const chapters = [...Map.groupBy(report.requirements, ({ chapter }) => chapter)];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}: ${conforms ? 'conforms' : 'does not conform'} (Plimsoll)</title><style>${reportStyle}</style></head>
<body><header><div><div class="brand">${mark}<div><h1>${escaped(title)}</h1><p class="sub">held against the Plimsoll specification ${escaped(report.suite.version)}</p></div>
<p class="stamp ${conforms ? 'yes' : 'no'}">${conforms ? 'conforms' : 'does not conform'}</p></div>${facts(report)}</div></header>
<main>${problems(report)}${bar(report)}${controls(report, chapters)}
${chapters.map(([chapter, requirements]) => chapterSection(chapter, requirements, { rows, histories })).join('\n')}
<p id="none" class="none" hidden>No requirement fits these filters.</p>
${untested(report)}<footer>Totals count scenarios and properties: ${report.totals.expected} expected, ${report.totals.judged} judged. Repeat this run: <code>${escaped(report.reproduce)}</code></footer></main>
<script>${reportScript}</script></body></html>
`;
}

function facts(report: Report): string {
  const { kubernetes } = report.implementation;
  const entries: [string, string][] = [
    ['Adapter', report.adapters.join(', ')],
    ...(kubernetes === undefined ? [] : [['Kubernetes version', kubernetes] as [string, string]]),
    ['Requirements', String(report.requirements.length)],
    ['Checks', String(report.totals.expected)],
    ['Seed', String(report.seed)],
    ['Started', report.startedAt.replace('T', ' ').slice(0, 19)],
    ['Took', duration(report.durationMs)],
  ];
  const list = entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl class="facts">${list.join('')}</dl>`;
}

function duration(durationMs: number): string {
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

function problems({ problems: list }: Report): string {
  if (list.length === 0) return '';
  return `<div class="problems"><strong>Beside the verdicts</strong><ul>${list.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul></div>`;
}

function bar(report: Report): string {
  const parts = verdicts
    .filter((verdict) => report.totals[verdict] > 0)
    .map((verdict) => {
      const label = `${report.totals[verdict]} ${verdictWords[verdict]}`;
      return `<i style="flex:${report.totals[verdict]};background:var(--${verdict})" title="${label}"></i>`;
    });
  const label = verdicts.map((verdict) => `${report.totals[verdict]} ${verdictWords[verdict]}`).join(', ');
  return `<div class="bar" role="img" aria-label="Checks: ${label}">${parts.join('')}</div><p class="shown">Checks: ${label}</p>`;
}

function controls(report: Report, chapters: readonly (readonly [string, unknown])[]): string {
  const chip = (value: string, text: string, style = ''): string =>
    `<label><input type="radio" name="verdict" value="${value}"${value === '' ? ' checked' : ''}><span>${style}${text}</span></label>`;
  const present = verdicts.filter((verdict) => report.requirementTotals[verdict] > 0);
  const chips = present.map((verdict) =>
    chip(
      verdict,
      `${report.requirementTotals[verdict]} ${verdictWords[verdict]}`,
      `<i class="dot" style="--c:var(--${verdict})"></i>`,
    ),
  );
  const options = chapters.map(([chapter]) => `<option>${escaped(chapter)}</option>`);
  return `<div class="controls"><fieldset class="chips" aria-label="Show requirements by verdict">${chip('', `${report.requirements.length} requirements`)}${chips.join('')}</fieldset></div>
<div class="controls"><input id="search" type="search" placeholder="Filter by id, words, file (press /)" aria-label="Filter by text">
<select id="chapter" aria-label="Chapter"><option value="">All chapters</option>${options.join('')}</select><span id="shown" class="shown" role="status"></span></div>`;
}

function chapterSection(
  chapter: string,
  requirements: readonly ReportRequirement[],
  { rows, histories }: { readonly rows: ReadonlyMap<string, Row>; readonly histories: Histories },
): string {
  // A history is drawn once, at the first requirement that its test stands for.
  const left = new Map(histories);
  const passed = requirements.filter(({ verdict }) => verdict === 'passed').length;
  const head = ['verdict', 'id', 'requirement', 'cited', 'tested', 'met', 'bites', 'true'];
  return `<section data-chapter="${escaped(chapter)}"><h2>${escaped(chapter)} <small>${passed} of ${requirements.length} passed</small></h2>
<div class="rows"><div class="cols" aria-hidden="true">${head.map((text) => `<span>${text}</span>`).join('')}</div>
${requirements.map((requirement) => requirementRow(requirement, rows.get(requirement.id), left)).join('\n')}</div></section>`;
}

function requirementRow(
  requirement: ReportRequirement,
  row: Row | undefined,
  histories: Map<string, History>,
): string {
  const { id, verdict, chapter, tests } = requirement;
  const bad = verdict !== 'passed' && verdict !== 'notApplicable';
  return `<details id="${id}" data-verdict="${verdict}" data-chapter="${escaped(chapter)}"${bad ? ' open' : ''}><summary>${verdictCell(verdict)}<span class="id">${id}</span><span>${escaped(requirement.title)}</span>${proofs(requirement, row)}</summary>
<div class="inside"><p class="statement">${prose(requirement.statement)}<span class="level">${requirement.level}</span></p>
<table><thead><tr><th>verdict</th><th>test</th><th></th></tr></thead><tbody>${tests.map((test) => testRow(test, drawn(test, histories))).join('')}</tbody></table>${confirmed(row)}</div></details>`;
}

function verdictCell(verdict: Verdict): string {
  return `<span class="v" style="--c:var(--${verdict})"><i class="dot"></i>${verdictWords[verdict]}</span>`;
}

function proofs(requirement: ReportRequirement, row: Row | undefined): string {
  const cell = (name: string, text: string, kind: '' | 'good' | 'bad'): string =>
    `<span class="p ${kind}" title="${name}: ${escaped(text)}">${escaped(text)}</span>`;
  const { killed, tried, of } = row?.bites ?? { killed: 0, tried: 0, of: 0 };
  const met = row?.met ?? 'unknown';
  const metText = met === 'passed' ? 'yes' : met === 'unknown' ? '?' : 'no';
  return [
    cell('cited: sources', String(row?.cited ?? 0), ''),
    cell('tested: scenarios and properties', String(requirement.tests.length), ''),
    cell(
      'met by the implementation under test',
      metText,
      met === 'passed' ? 'good' : met === 'failed' ? 'bad' : '',
    ),
    cell(
      // Before `plimsoll prove` has run there is nothing to say.
      tried === 0 ? 'bites: not tried yet' : 'bites: saboteurs killed',
      tried === 0 ? '—' : `${killed}/${of}`,
      of > 0 && killed === of ? 'good' : '',
    ),
    cell(
      'true: products on which it was confirmed',
      String(row?.confirmed.length ?? 0),
      row?.confirmed.length ? 'good' : '',
    ),
  ].join('');
}

/** The counter-examples of a test's history; taken out of the histories that are still to be drawn. */
function drawn({ history: name }: ReportTest, histories: Map<string, History>): string {
  const history = histories.get(name ?? '');
  if (name === undefined || history === undefined) return '';
  histories.delete(name);
  const figures = counterExamples(history).map((example) => {
    const hidden =
      example.hiddenBefore === 0 ? '' : ` The first ${example.hiddenBefore} of the order are not shown.`;
    return `<figure><figcaption><strong>${escaped(example.title)}.</strong> ${escaped(example.message)}${hidden}</figcaption><div class="scroll" tabindex="0">${historySvg(example)}</div></figure>`;
  });
  return `<tr><td colspan="3">${figures.join('')}<p class="place">The whole history: <a href="${escaped(name)}">${escaped(name)}</a>; judge it again with <code>plimsoll judge</code>.</p></td></tr>`;
}

function testRow(test: ReportTest, drawing: string): string {
  const reason =
    test.reason === undefined
      ? ''
      : `<p class="reason" style="--c:var(--${test.verdict})">${escaped(test.reason)}</p>`;
  const log =
    test.log === undefined
      ? ''
      : `<pre tabindex="0" aria-label="Requests and answers">${escaped(test.log)}</pre>`;
  const again =
    test.reproduce === undefined
      ? ''
      : `<div class="cmd"><pre>${escaped(test.reproduce)}</pre><button type="button" data-copy="${escaped(test.reproduce)}">copy</button></div>`;
  const load = test.judged === undefined ? '' : `, ${test.judged} cases judged`;
  const place = `${test.kind}${load}, ${test.file}:${test.line}`;
  return `<tr><td>${verdictCell(test.verdict)}</td><td>${escaped(test.name)}<div class="place">${escaped(place)}</div>${reason}${log}${again}</td><td class="n">${test.durationMs} ms</td></tr>${drawing}`;
}

function confirmed(row: Row | undefined): string {
  if (!row || row.confirmed.length === 0) return '';
  return `<p class="place">Confirmed on ${escaped(row.confirmed.join(', '))}.</p>`;
}

function untested(report: Report): string {
  if (report.untested.length === 0) return '';
  const items = report.untested.map(
    ({ id, title, state, reason }) =>
      `<tr><td class="id">${id}</td><td>${escaped(title)}</td><td>${state}</td><td>${escaped(reason)}</td></tr>`,
  );
  return `<h2>Without a check <small>${report.untested.length}</small></h2><div class="rows" style="padding:8px 16px"><table><tbody>${items.join('')}</tbody></table></div>`;
}
