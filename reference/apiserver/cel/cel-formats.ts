import type { Environment, Optional } from '@marcbachmann/cel-js';
import {
  label1035Problems,
  labelProblems,
  labelValueProblems,
  qualifiedNameProblems,
  subdomainProblems,
} from '../validation/names.ts';
import { registerFunctions, registerNamespace, registerOpaque } from './cel-functions.ts';
import { isUrl } from './cel-urls.ts';

type Check = (text: string) => readonly string[];

export class Format {
  readonly check: Check;
  /** The length of the regular expression that the check is taken to be. */
  readonly patternSize: number;
  constructor(check: Check, patternSize: number) {
    this.check = check;
    this.patternSize = patternSize;
  }
}

function shaped(pattern: RegExp, problem: string): Check {
  return (text) => (pattern.test(text) ? [] : [problem]);
}

const formats: Readonly<Record<string, Check>> = {
  dns1123Label: (text) => labelProblems(text, false),
  dns1123Subdomain: (text) => subdomainProblems(text, false),
  dns1035Label: (text) => label1035Problems(text, false),
  dns1123LabelPrefix: (text) => labelProblems(text, true),
  dns1123SubdomainPrefix: (text) => subdomainProblems(text, true),
  dns1035LabelPrefix: (text) => label1035Problems(text, true),
  qualifiedName: qualifiedNameProblems,
  labelValue: labelValueProblems,
  uri: (text) => (isUrl(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: shaped(/^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/, 'does not match the UUID format'),
  byte: shaped(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'invalid base64'),
  date: shaped(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'invalid date'),
  datetime: shaped(
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/,
    'invalid datetime',
  ),
};

const patternSizes: Readonly<Record<string, number>> = {
  dns1123Label: 30,
  dns1123Subdomain: 60,
  dns1035Label: 30,
  dns1123LabelPrefix: 30,
  dns1123SubdomainPrefix: 60,
  dns1035LabelPrefix: 30,
  qualifiedName: 60,
  labelValue: 40,
  uri: 1103,
  uuid: 70,
  byte: 84,
  date: 71,
  datetime: 71,
};

function formatOf(name: string, check: Check): Format {
  return new Format(check, patternSizes[name] ?? 1);
}

const type = 'kubernetes.NamedFormat';

/** The named formats of Kubernetes' CEL: `format.dns1123Label().validate(text)`. */
export function registerFormats(environment: Environment, optional: typeof Optional): void {
  registerOpaque(environment, type, Format);
  const named = (name: string): unknown => {
    const check = Object.hasOwn(formats, name) ? formats[name] : undefined;
    return check === undefined ? optional.none() : optional.of(formatOf(name, check));
  };
  registerNamespace(environment, 'format', {
    [`named(string): optional<${type}>`]: named,
    ...Object.fromEntries(
      Object.entries(formats).map(([name, check]) => [`${name}(): ${type}`, () => formatOf(name, check)]),
    ),
  });
  registerFunctions(environment, {
    [`${type}.validate(string): optional<list<string>>`]: ({ check }: Format, text: string) => {
      const problems = check(text);
      return problems.length === 0 ? optional.none() : optional.of([...problems]);
    },
  });
}
