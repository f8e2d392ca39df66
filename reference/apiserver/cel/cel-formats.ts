import type { Environment, Optional } from '@marcbachmann/cel-js';
import {
  label1035Problems,
  labelProblems,
  labelValueProblems,
  qualifiedNameProblems,
  subdomainProblems,
} from '../validation/names.ts';
import { registerFunctions, registerNamespace, registerOpaque } from './cel-functions.ts';

type Check = (text: string) => readonly string[];

class Format {
  readonly check: Check;
  constructor(check: Check) {
    this.check = check;
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
  uuid: shaped(/^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/, 'does not match the UUID format'),
  byte: shaped(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'invalid base64'),
  date: shaped(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'invalid date'),
  datetime: shaped(
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/,
    'invalid datetime',
  ),
};

const type = 'kubernetes.NamedFormat';

/** The named formats of Kubernetes' CEL: `format.dns1123Label().validate(text)`. */
export function registerFormats(environment: Environment, optional: typeof Optional): void {
  registerOpaque(environment, type, Format);
  const named = (name: string): unknown => {
    const check = Object.hasOwn(formats, name) ? formats[name] : undefined;
    return check === undefined ? optional.none() : optional.of(new Format(check));
  };
  registerNamespace(environment, 'format', {
    [`named(string): optional<${type}>`]: named,
    ...Object.fromEntries(
      Object.entries(formats).map(([name, check]) => [`${name}(): ${type}`, () => new Format(check)]),
    ),
  });
  registerFunctions(environment, {
    [`${type}.validate(string): optional<list<string>>`]: ({ check }: Format, text: string) => {
      const problems = check(text);
      return problems.length === 0 ? optional.none() : optional.of([...problems]);
    },
  });
}
