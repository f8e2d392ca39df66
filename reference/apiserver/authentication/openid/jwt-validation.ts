import { compileCel, CelProblem, type CelProgram, type CelScope } from '../../cel/cel-program.ts';
import type { FieldProblem } from '../../resource-definition.ts';
import { subdomainProblems } from '../../validation/names.ts';
import { bare, goQuote, Problems } from '../../validation/problems.ts';
import type {
  AuthenticationConfiguration,
  JwtConfiguration,
  Mapping,
  PrefixedMapping,
} from './authentication-configuration.ts';
import { issuerProblems } from './issuer-validation.ts';

/** What the expressions of a `JwtConfiguration` have become. */
export interface JwtExpressions {
  readonly username: CelProgram | undefined;
  readonly groups: CelProgram | undefined;
  readonly uid: CelProgram | undefined;
  readonly extra: readonly { readonly key: string; readonly program: CelProgram }[];
  readonly claimRules: readonly Rule[];
  readonly userRules: readonly Rule[];
}

/** What must be true, and what is said where it is not. */
export interface Rule {
  readonly program: CelProgram;
  readonly message: string;
}

const mostAuthenticators = 64;

/**
 * What is wrong with the configuration, in the words of upstream. No issuer may be one of `ownIssuers`, the server's own; as upstream
 * has it, that is looked at when the rest is right, without the place in the list.
 */
export function configurationProblems(
  configuration: AuthenticationConfiguration,
  ownIssuers: readonly string[],
): readonly FieldProblem[] {
  const problems = generalProblems(configuration);
  if (problems.length > 0) return problems;
  const own = new Problems();
  for (const one of configuration.jwt)
    if (own.size === 0) own.add(...issuerProblems(one.issuer, 'issuer', ownIssuers));
  return own.found;
}

function generalProblems({ jwt, anonymous }: AuthenticationConfiguration): readonly FieldProblem[] {
  const problems = new Problems();
  if (jwt.length > mostAuthenticators) {
    problems.tooMany('jwt', jwt.length, mostAuthenticators);
    return problems.found;
  }
  const [urls, discoveryUrls] = [new Set<string>(), new Set<string>()];
  jwt.forEach((configuration, index) => {
    const path = `jwt[${index}]`;
    const { url, discoveryUrl } = configuration.issuer;
    compileJwt(problems, configuration, `${path}.`);
    if (urls.has(url)) problems.duplicate(`${path}.issuer.url`, url);
    urls.add(url);
    if (discoveryUrl !== '' && discoveryUrls.has(discoveryUrl))
      problems.duplicate(`${path}.issuer.discoveryURL`, discoveryUrl);
    discoveryUrls.add(discoveryUrl);
  });
  if (anonymous !== undefined && !anonymous.enabled && anonymous.paths.length > 0)
    problems.invalid(
      'anonymous.conditions',
      bare(conditionsText(anonymous.paths)),
      'enabled should be set to true when conditions are defined',
    );
  return problems.found;
}

/** As Go prints them. */
function conditionsText(paths: readonly string[]): string {
  const type = 'apiserver.AnonymousAuthCondition';
  return `[]${type}{${paths.map((path) => `${type}{Path:${goQuote(path)}}`).join(', ')}}`;
}

/**
 * Checks one issuer's part and compiles its expressions; they are of use only where nothing was found wrong. `path` has a dot at its
 * end, or is empty.
 */
export function compileJwt(
  problems: Problems,
  configuration: JwtConfiguration,
  path: string,
): JwtExpressions {
  problems.add(...issuerProblems(configuration.issuer, `${path}issuer`, []));
  const claimRules = compileClaimRules(problems, configuration, `${path}claimValidationRules`);
  const mappings = compileMappings(problems, configuration, `${path}claimMappings`);
  checkEmail(problems, { ...configuration, path }, [
    ...claimRules.map(({ program }) => program),
    ...mappings.extra.map(({ program }) => program),
  ]);
  const userRules = compileUserRules(problems, configuration, `${path}userValidationRules`);
  return { ...mappings, claimRules, userRules };
}

const claimsScope: CelScope = { about: 'claims', hasParams: false, hasAuthorizer: false };
const userScope: CelScope = { ...claimsScope, about: 'user' };
const truth = { types: ['bool'] };

/** Compiles what must be true, or anything, about `claims` or `user`. */
function compile(
  problems: Problems,
  field: string,
  { expression, scope, isRule }: { expression: string; scope: CelScope; isRule: boolean },
): CelProgram | undefined {
  const program = compileCel(expression, scope, isRule ? truth : undefined);
  if (!(program instanceof CelProblem)) return program;
  problems.invalid(field, expression, program.message);
  return undefined;
}

function compileClaimRules(
  problems: Problems,
  { claimValidationRules }: JwtConfiguration,
  path: string,
): readonly Rule[] {
  const [claims, expressions] = [new Set<string>(), new Set<string>()];
  return claimValidationRules.flatMap(({ claim, requiredValue, expression, message }, index) => {
    const field = `${path}[${index}]`;
    if (claim !== '' && expression !== '')
      problems.invalid(field, claim, "claim and expression can't both be set");
    else if (claim === '' && expression === '') problems.required(field, 'claim or expression is required');
    else if (claim !== '') {
      if (message !== '')
        problems.invalid(`${field}.message`, message, "message can't be set when claim is set");
      if (claims.has(claim)) problems.duplicate(`${field}.claim`, claim);
      claims.add(claim);
    } else {
      if (requiredValue !== '')
        problems.invalid(
          `${field}.requiredValue`,
          requiredValue,
          "requiredValue can't be set when expression is set",
        );
      return compileRule(problems, `${field}.expression`, {
        rule: { expression, message },
        seen: expressions,
        scope: claimsScope,
      });
    }
    return [];
  });
}

function compileUserRules(
  problems: Problems,
  { userValidationRules }: JwtConfiguration,
  path: string,
): readonly Rule[] {
  const seen = new Set<string>();
  return userValidationRules.flatMap((rule, index) => {
    const field = `${path}[${index}].expression`;
    if (rule.expression !== '') return compileRule(problems, field, { rule, seen, scope: userScope });
    problems.required(field, 'expression is required');
    return [];
  });
}

function compileRule(
  problems: Problems,
  field: string,
  {
    rule: { expression, message },
    seen,
    scope,
  }: {
    readonly rule: { readonly expression: string; readonly message: string };
    readonly seen: Set<string>;
    readonly scope: CelScope;
  },
): readonly Rule[] {
  if (seen.has(expression)) {
    problems.duplicate(field, expression);
    return [];
  }
  seen.add(expression);
  const program = compile(problems, field, { expression, scope, isRule: true });
  return program === undefined ? [] : [{ program, message }];
}

function compileMappings(
  problems: Problems,
  { username, groups, uid, extra }: JwtConfiguration,
  path: string,
): Omit<JwtExpressions, 'claimRules' | 'userRules'> {
  return {
    username: compilePrefixed(problems, username, { field: `${path}.username`, isRequired: true }),
    groups: compilePrefixed(problems, groups, { field: `${path}.groups`, isRequired: false }),
    uid: compileOne(problems, uid, `${path}.uid`),
    extra: compileExtra(problems, extra, `${path}.extra`),
  };
}

function compilePrefixed(
  problems: Problems,
  mapping: PrefixedMapping,
  { field, isRequired }: { readonly field: string; readonly isRequired: boolean },
): CelProgram | undefined {
  const { claim, expression, prefix } = mapping;
  if (claim === '' && expression === '' && isRequired)
    problems.required(field, 'claim or expression is required');
  if (claim === '' && expression !== '' && prefix !== undefined)
    problems.invalid(`${field}.prefix`, prefix, "prefix can't be set when expression is set");
  if (claim !== '' && expression === '' && prefix === undefined)
    problems.required(
      `${field}.prefix`,
      'prefix is required when claim is set. It can be set to an empty string to disable prefixing',
    );
  return compileOne(problems, mapping, field);
}

function compileOne(
  problems: Problems,
  { claim, expression }: Mapping,
  field: string,
): CelProgram | undefined {
  if (expression === '') return undefined;
  if (claim === '')
    return compile(problems, `${field}.expression`, { expression, scope: claimsScope, isRule: false });
  problems.invalid(field, '', "claim and expression can't both be set");
  return undefined;
}

function compileExtra(
  problems: Problems,
  extra: JwtConfiguration['extra'],
  path: string,
): JwtExpressions['extra'] {
  const seen = new Set<string>();
  return extra.flatMap(({ key, valueExpression: expression }, index) => {
    const field = `${path}[${index}]`;
    checkKey(problems, `${field}.key`, key);
    if (seen.has(key)) {
      problems.duplicate(`${field}.key`, key);
      return [];
    }
    seen.add(key);
    if (expression === '') {
      problems.required(`${field}.valueExpression`, 'valueExpression is required');
      return [];
    }
    const options = { expression, scope: claimsScope, isRule: false };
    const program = compile(problems, `${field}.valueExpression`, options);
    return program === undefined ? [] : [{ key, program }];
  });
}

/** A path that begins with somebody's domain, in lower case. */
function checkKey(problems: Problems, field: string, key: string): void {
  const slash = key.indexOf('/');
  const [domain, rest] = [key.slice(0, Math.max(slash, 0)), key.slice(slash + 1)];
  if (key === '') problems.required(field);
  else if (domain === '' || rest === '')
    problems.invalid(field, key, 'must be a domain-prefixed path (such as "acme.io/foo")');
  else {
    for (const why of subdomainProblems(domain, false)) problems.invalid(field, domain, why);
    if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest))
      problems.invalid(
        field,
        rest,
        "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
      );
  }
  if (key !== key.toLowerCase()) problems.invalid(field, key, 'key must be lowercase');
  if (/(?:^|\.)(?:kubernetes|k8s)\.io$/.test(domain))
    problems.invalid(
      field,
      key,
      'k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use',
    );
}

/** Who takes a mail address for a name must look whether it was verified. */
function checkEmail(
  problems: Problems,
  { username, path }: Pick<JwtConfiguration, 'username'> & { readonly path: string },
  others: readonly CelProgram[],
): void {
  if (username.claim !== '' || !speaksOf(username.expression, 'email')) return;
  const looks = [username, ...others].some(({ expression }) => speaksOf(expression, 'email_verified'));
  if (looks) return;
  problems.invalid(
    `${path}claimMappings.username.expression`,
    username.expression,
    'claims.email_verified must be used in claimMappings.username.expression or ' +
      'claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in ' +
      'claimMappings.username.expression',
  );
}

/** Whether the expression selects the claim by its name, outside of texts. */
function speaksOf(expression: string, claim: string): boolean {
  const words = expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*/g, '""');
  return new RegExp(`(?:^|[^\\w.])claims\\s*\\.\\s*\\??\\s*${claim}(?!\\w)`).test(words);
}
