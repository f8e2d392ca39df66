import { SelectorError } from './label-selector.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Parses `status.phase=Running,spec.nodeName!=n1`. Commas, equal signs and backslashes in values are escaped by `\`. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] | SelectorError {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const requirement = parseTerm(term);
    if (requirement instanceof SelectorError) return requirement;
    requirements.push(requirement);
  }
  return requirements;
}

function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string): FieldRequirement | SelectorError {
  for (let at = 0; at < term.length; at += 1) {
    const rest = term.slice(at, at + 2);
    const operator = rest === '!=' || rest === '==' ? rest : rest.startsWith('=') ? '=' : undefined;
    if (operator === undefined) continue;
    const value = unescape(term.slice(at + operator.length));
    if (value === undefined) {
      return new SelectorError(
        `invalid field selector: ${term}: a backslash may escape only ',', '=' and itself`,
      );
    }
    return { field: term.slice(0, at), operator: operator === '!=' ? '!=' : '=', value };
  }
  return new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
}

function unescape(text: string): string | undefined {
  if (!text.includes('\\')) return text.includes('=') ? undefined : text;
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character !== '\\') result += character;
    else {
      at += 1;
      const escaped = text[at] ?? '';
      if (escaped !== ',' && escaped !== '=' && escaped !== '\\') return undefined;
      result += escaped;
    }
  }
  return result;
}
