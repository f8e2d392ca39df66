/** Rules for names, as upstream words them. Each answers with what is wrong, empty where nothing is. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

const none: readonly string[] = Object.freeze([]);

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';

const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${subdomain}$`);
const label1035Pattern = new RegExp(`^${label1035}$`);

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  'and end with an alphanumeric character';
const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
  'an alphanumeric character';
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
  'and end with an alphanumeric character';

export function regexProblem(text: string, pattern: string, ...examples: readonly string[]): string {
  const [first, ...rest] = examples.map((example) => `'${example}'`);
  const samples = first === undefined ? '' : `e.g. ${[first, ...rest].join(',  or ')}, `;
  return `${text} (${samples}regex used for validation is '${pattern}')`;
}

function tooLongText(limit: number): string {
  return `must be no more than ${limit} characters`;
}

/** A generateName may end in a dash, since characters are added to it. */
function maskTrailingDash(name: string, prefix: boolean): string {
  return prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -1)}a` : name;
}

export const subdomainProblems: NameRule = (given, prefix) => {
  const name = maskTrailingDash(given, prefix);
  if (name.length <= 253 && subdomainPattern.test(name)) return none;
  const problems: string[] = [];
  if (name.length > 253) problems.push(tooLongText(253));
  if (!subdomainPattern.test(name)) problems.push(regexProblem(subdomainText, subdomain, 'example.com'));
  return problems;
};

export const labelProblems: NameRule = (given, prefix) => {
  const name = maskTrailingDash(given, prefix);
  if (name.length <= 63 && labelPattern.test(name)) return none;
  const problems: string[] = [];
  if (name.length > 63) problems.push(tooLongText(63));
  if (!labelPattern.test(name)) {
    // Names that are fine but for their dots are told so, as upstream tells them.
    const text = subdomainPattern.test(name) ? 'must not contain dots' : undefined;
    problems.push(text ?? regexProblem(labelText, label, 'my-name', '123-abc'));
  }
  return problems;
};

export const label1035Problems: NameRule = (given, prefix) => {
  const name = maskTrailingDash(given, prefix);
  if (name.length <= 63 && label1035Pattern.test(name)) return none;
  const problems: string[] = [];
  if (name.length > 63) problems.push(tooLongText(63));
  if (!label1035Pattern.test(name)) {
    problems.push(regexProblem(label1035Text, label1035, 'my-name', 'abc-123'));
  }
  return problems;
};

/** The loosest rule: whatever fits between two slashes. */
export const pathSegmentProblems: NameRule = (name, prefix) => {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%']
    .filter((illegal) => name.includes(illegal))
    .map((illegal) => `may not contain '${illegal}'`);
};

const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const qualifiedPartPattern = new RegExp(`^${qualifiedPart}$`);
const labelValue = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const qualifiedText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  'character';
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
  'end with an alphanumeric character';

/** Keys that were found to be fine: the same few come with every object. Bounded, so that strangers cannot fill it. */
const knownKeys = new Set<string>();
const knownKeysLimit = 1000;

/** A key such as `app` or `example.com/app`: what labels, annotations and finalizers are called. */
export function qualifiedNameProblems(key: string): readonly string[] {
  if (knownKeys.has(key)) return none;
  const problems = findQualifiedNameProblems(key);
  if (problems.length === 0 && knownKeys.size < knownKeysLimit) knownKeys.add(key);
  return problems;
}

function findQualifiedNameProblems(key: string): readonly string[] {
  const slash = key.indexOf('/');
  if (slash < 0 && key.length <= 63 && qualifiedPartPattern.test(key)) return none;
  const problems: string[] = [];
  const parts = key.split('/');
  if (parts.length > 2) {
    const text =
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
      'alphanumeric character';
    const suffix = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [regexProblem(text, qualifiedPart, 'MyName', 'my.name', '123-abc') + suffix];
  }
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') problems.push('prefix part must be non-empty');
    else problems.push(...subdomainProblems(prefix, false).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push(`name part ${tooLongText(63)}`);
  if (!qualifiedPartPattern.test(name)) {
    problems.push(regexProblem(qualifiedText, qualifiedPart, 'MyName', 'my.name', '123-abc'));
  }
  return problems;
}

export function labelValueProblems(value: string): readonly string[] {
  if (value === '' || (value.length <= 63 && qualifiedPartPattern.test(value))) return none;
  const problems: string[] = [];
  if (value.length > 63) problems.push(tooLongText(63));
  if (!qualifiedPartPattern.test(value)) {
    problems.push(regexProblem(labelValueText, labelValue, 'MyValue', 'my_value', '12345'));
  }
  return problems;
}
