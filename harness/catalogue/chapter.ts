/**
 * Reads the requirements of one chapter: every third-level heading `### ID Title`, the paragraph after it (the
 * normative sentence) and the list after that (the fields). What follows up to the next heading is prose.
 */
import { createHash } from 'node:crypto';
import type { Heading, List, Paragraph, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString } from 'mdast-util-to-string';
import { portNames } from '../ports/ports.ts';
import { documentErrors } from './document-schema.ts';
import { unknownWord } from './near-match.ts';
import type { Problem } from './problem.ts';
import type { Requirement } from './requirement.ts';

export interface Chapter {
  readonly title: string;
  readonly requirements: readonly Requirement[];
  readonly problems: readonly Problem[];
}

export interface ChapterSource {
  /** Relative to the root of the suite. */
  readonly file: string;
  readonly text: string;
}

interface Section {
  readonly heading: Heading;
  readonly body: readonly RootContent[];
}

interface Draft {
  readonly values: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, number>>;
}

const headingForm = /^([A-Z]+-[0-9]+[a-z]?)\s+(\S.*)$/;
const fieldNames = [
  'level',
  'needs',
  'sources',
  'applies',
  'erratum',
  'unspecified',
  'gap',
  'excluded',
] as const;
const levels = ['MUST', 'SHOULD', 'MAY'] as const;

/** SHA-256 of a folded statement, first 16 hex digits: changes whenever the wording does. */
export function statementHash(statement: string): string {
  return createHash('sha256').update(statement).digest('hex').slice(0, 16);
}

export function parseChapter(source: ChapterSource): Chapter {
  const tree = fromMarkdown(source.text);
  const headings = tree.children.filter((node): node is Heading => node.type === 'heading');
  const first = headings.find((heading) => heading.depth === 1);
  const problems: Problem[] = [];
  const report = (line: number, message: string): void =>
    void problems.push({ file: source.file, line, message });
  const title = first ? toString(first) : source.file;
  const found: Requirement[] = [];
  const sections = requirementSections(tree.children);
  if (sections.length > 0 && !first) report(1, 'the chapter has no title; begin it with a heading "# Title"');
  for (const section of sections) {
    const requirement = readRequirement(section, { source, title, report });
    if (requirement) found.push(requirement);
  }
  return { title, requirements: found, problems };
}

function requirementSections(nodes: readonly RootContent[]): readonly Section[] {
  const sections: Section[] = [];
  let open: { heading: Heading; body: RootContent[] } | undefined;
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth <= 3) {
      open = node.depth === 3 ? { heading: node, body: [] } : undefined;
      if (open) sections.push(open);
    } else open?.body.push(node);
  }
  return sections;
}

interface Reading {
  readonly source: ChapterSource;
  readonly title: string;
  readonly report: (line: number, message: string) => void;
}

function lineOf(node: RootContent): number {
  return node.position?.start.line ?? 1;
}

/** The Markdown as written, white space folded: code spans and links stay readable. */
function folded(node: RootContent, text: string): string {
  const { start, end } = node.position ?? {};
  return text
    .slice(start?.offset ?? 0, end?.offset ?? 0)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function readRequirement(section: Section, reading: Reading): Requirement | undefined {
  const { report } = reading;
  const line = lineOf(section.heading);
  const match = headingForm.exec(toString(section.heading));
  if (!match?.[1] || !match[2]) {
    report(line, 'a third-level heading is a requirement, "### LOCK-2 Title"; use another level for prose');
    return undefined;
  }
  const [paragraph, list] = section.body;
  if (paragraph?.type !== 'paragraph') {
    report(line, `${match[1]} has no normative paragraph; write one right after the heading`);
    return undefined;
  }
  if (list?.type !== 'list') {
    report(
      line,
      `${match[1]} has no list of fields after its normative paragraph (${fieldNames.join(', ')})`,
    );
    return undefined;
  }
  const draft = readFields(list, reading);
  return assembled({ id: match[1], title: match[2], line, paragraph, draft }, reading);
}

function readFields(list: List, { source, report }: Reading): Draft {
  const values: Record<string, string> = {};
  const lines: Record<string, number> = {};
  for (const item of list.children) {
    const line = item.position?.start.line ?? 1;
    const text = item.children.map((child) => folded(child, source.text)).join(' ');
    const [, name, value] = /^[*_]*([A-Za-z]+)[*_]*:[*_]*\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined)
      report(line, `not a field: "${text}"; write "- level: MUST"`);
    else if (!(fieldNames as readonly string[]).includes(name))
      report(line, unknownWord('field', name, fieldNames));
    else if (name in values) report(line, `the field ${name} stands twice; keep one`);
    else if (value === '') report(line, `the field ${name} is empty; fill it or remove it`);
    else {
      values[name] = value;
      lines[name] = line;
    }
  }
  return { values, lines };
}

/** `S0, S1; [text](url)`: semicolons part sources; without any, commas do. */
function sourceList(text: string): readonly string[] {
  const parts = text.includes(';') ? text.split(';') : text.split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function portList(text: string): readonly string[] {
  return text
    .replaceAll('`', '')
    .split(/[,\s]+/)
    .filter((part) => part !== '' && part !== 'none');
}

interface Assembly {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly paragraph: Paragraph;
  readonly draft: Draft;
}

function assembled(assembly: Assembly, reading: Reading): Requirement | undefined {
  const { id, line, draft } = assembly;
  const { values } = draft;
  const statement = folded(assembly.paragraph, reading.source.text);
  const optional = (['applies', 'erratum', 'unspecified', 'gap', 'excluded'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [[name, values[name].replace(/^`(.*)`$/, '$1')]],
  );
  const needs = portList(values.needs ?? '');
  const requirement = {
    id,
    title: assembly.title,
    chapter: reading.title,
    file: reading.source.file,
    line,
    statement,
    hash: statementHash(statement),
    level: values.level?.replaceAll(/[`*]/g, ''),
    needs,
    sources: sourceList(values.sources ?? ''),
    ...(Object.fromEntries(optional) as Readonly<Record<string, string>>),
  };
  const complaints = fieldComplaints(assembly, { statement, needs });
  for (const complaint of complaints) reading.report(complaint.line, `${id}: ${complaint.message}`);
  if (complaints.length > 0) return undefined;
  for (const error of documentErrors('requirement', requirement)) reading.report(line, `${id}: ${error}`);
  return documentErrors('requirement', requirement).length > 0 ? undefined : (requirement as Requirement);
}

interface Complaint {
  readonly line: number;
  readonly message: string;
}

function fieldComplaints(
  assembly: Assembly,
  read: { statement: string; needs: readonly string[] },
): readonly Complaint[] {
  const { values, lines } = assembly.draft;
  const complaints: Complaint[] = [];
  const at = (field: string): number => lines[field] ?? assembly.line;
  const add = (field: string, message: string): void => void complaints.push({ line: at(field), message });
  const level = values.level?.replaceAll(/[`*]/g, '');
  if (level === undefined) add('level', 'the field level is missing; add "- level: MUST", SHOULD or MAY');
  else if (!(levels as readonly string[]).includes(level)) add('level', unknownWord('level', level, levels));
  else if (!new RegExp(`\\b${level}\\b`).test(read.statement)) {
    add('level', `the level is ${level} but the normative paragraph does not say ${level}; make them agree`);
  }
  if (values.sources === undefined) add('sources', 'the field sources is missing; name at least one source');
  const untested = values.gap !== undefined || values.excluded !== undefined;
  if (values.needs === undefined && !untested) {
    add('needs', 'the field needs is missing; name the ports without which it cannot be judged');
  }
  for (const port of read.needs) {
    if (!(portNames as readonly string[]).includes(port)) add('needs', unknownWord('port', port, portNames));
  }
  if (values.gap !== undefined && values.excluded !== undefined) {
    add('gap', 'both a gap and excluded; a requirement is in exactly one state, keep one');
  }
  return complaints;
}
