import { parse } from 'yaml';
import type {
  AnonymousConfiguration,
  AuthenticationConfiguration,
  ClaimValidationRule,
  IssuerConfiguration,
  JwtConfiguration,
  Mapping,
  PrefixedMapping,
} from '../apiserver/authentication/openid/authentication-configuration.ts';
import { duplicateKeys } from '../apiserver/decode/json-text.ts';
import { isFields, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../apiserver/fields.ts';

const group = 'apiserver.config.k8s.io';
const versions = [`${group}/v1beta1`, `${group}/v1alpha1`];
const kind = 'AuthenticationConfiguration';

/** What may stand where: a leaf by its type, a struct of upstream by its name and fields, a list by what its items are. */
type Shape = 'string' | 'bool' | readonly [Shape] | Struct;

interface Struct {
  readonly struct: string;
  readonly fields: { readonly [field: string]: Shape };
}

const mapping = { claim: 'string', expression: 'string' } as const;
const prefixed: Struct = { struct: 'PrefixedClaimOrExpression', fields: { ...mapping, prefix: 'string' } };

const issuer: Struct = {
  struct: 'Issuer',
  fields: {
    url: 'string',
    discoveryURL: 'string',
    certificateAuthority: 'string',
    audiences: ['string'],
    audienceMatchPolicy: 'string',
  },
};

const claimMappings: Struct = {
  struct: 'ClaimMappings',
  fields: {
    username: prefixed,
    groups: prefixed,
    uid: { struct: 'ClaimOrExpression', fields: mapping },
    extra: [{ struct: 'ExtraMapping', fields: { key: 'string', valueExpression: 'string' } }],
  },
};

const rule = { expression: 'string', message: 'string' } as const;

const authenticator: Struct = {
  struct: 'JWTAuthenticator',
  fields: {
    issuer,
    claimValidationRules: [
      { struct: 'ClaimValidationRule', fields: { claim: 'string', requiredValue: 'string', ...rule } },
    ],
    claimMappings,
    userValidationRules: [{ struct: 'UserValidationRule', fields: rule }],
  },
};

const configuration: Struct = {
  struct: kind,
  fields: {
    apiVersion: 'string',
    kind: 'string',
    jwt: [authenticator],
    anonymous: {
      struct: 'AnonymousAuthConfig',
      fields: {
        enabled: 'bool',
        conditions: [{ struct: 'AnonymousAuthCondition', fields: { path: 'string' } }],
      },
    },
  },
};

/**
 * Reads an `AuthenticationConfiguration` as strictly as upstream: fields that it does not know, or that stand twice, are errors. Throws
 * an `Error` that says what cannot be used; whether what it says makes sense is another question.
 */
export function parseAuthenticationConfiguration(text: string): AuthenticationConfiguration {
  if (text === '') throw new Error('empty config data');
  const twice = isJson(text) ? duplicateKeys(text) : [];
  const read: unknown = parse(text, { uniqueKeys: twice.length === 0 });
  const fields = isFields(read) ? read : {};
  const version = checkKind(fields, text);
  const place = { path: '', names: '', struct: kind, version };
  const { unknown, mistyped } = faults(fields, configuration, place);
  if (mistyped[0] !== undefined) throw new Error(mistyped[0]);
  const strict = [
    ...twice.map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(', ')}`);
  const anonymous = objectAt(fields, 'anonymous');
  return {
    jwt: objectsAt(fields, 'jwt').map(jwtOf),
    anonymous: anonymous === undefined ? undefined : anonymousOf(anonymous),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The version. */
function checkKind(fields: Fields, text: string): string {
  const [version, named] = [textAt(fields, 'apiVersion'), textAt(fields, 'kind')];
  if (named === '') throw new Error(`Object 'Kind' is missing in '${text}'`);
  if (version === '') throw new Error(`Object 'apiVersion' is missing in '${text}'`);
  if (versions.includes(version) && named === kind) return version.slice(group.length + 1);
  throw new Error(
    `no kind ${JSON.stringify(named)} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:100"`,
  );
}

interface Faults {
  readonly unknown: readonly string[];
  readonly mistyped: readonly string[];
}

interface Place {
  /** `jwt[0].issuer`. */
  readonly path: string;
  /** The same without indices. */
  readonly names: string;
  /** What it is a field of, as Go calls it. */
  readonly struct: string;
  readonly version: string;
}

/** Null is nothing, wherever it stands. */
function faults(value: unknown, wanted: Shape, place: Place): Faults {
  if (value === null || value === undefined) return { unknown: [], mistyped: [] };
  const isRight =
    typeof wanted === 'string'
      ? typeof value === (wanted === 'bool' ? 'boolean' : wanted)
      : isList(wanted)
        ? Array.isArray(value)
        : isFields(value);
  if (!isRight) return { unknown: [], mistyped: [wrongType(value, wanted, place)] };
  if (isList(wanted) && Array.isArray(value))
    return gathered(
      value.map((item, index) => faults(item, wanted[0], { ...place, path: `${place.path}[${index}]` })),
    );
  return isFields(value) && isStruct(wanted) ? structFaults(value, wanted, place) : gathered([]);
}

function structFaults(value: Fields, { struct, fields }: Struct, place: Place): Faults {
  return gathered(
    Object.entries(value).map(([name, entry]) => {
      const [path, names] = [place.path, place.names].map((above) =>
        above === '' ? name : `${above}.${name}`,
      );
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field === undefined
        ? { unknown: [path ?? ''], mistyped: [] }
        : faults(entry, field, { ...place, path: path ?? '', names: names ?? '', struct });
    }),
  );
}

function isList(wanted: Shape): wanted is readonly [Shape] {
  return Array.isArray(wanted);
}

function isStruct(wanted: Shape): wanted is Struct {
  return typeof wanted === 'object' && !isList(wanted);
}

function gathered(all: readonly Faults[]): Faults {
  return {
    unknown: all.flatMap(({ unknown }) => unknown),
    mistyped: all.flatMap(({ mistyped }) => mistyped),
  };
}

function wrongType(value: unknown, wanted: Shape, { names, struct, version }: Place): string {
  const given = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${given} into Go struct field ${struct}.${names} of type ${goType(wanted, version)}`;
}

function goType(wanted: Shape, version: string): string {
  if (isList(wanted)) return `[]${goType(wanted[0], version)}`;
  return isStruct(wanted) ? `${version}.${wanted.struct}` : wanted;
}

function anonymousOf(fields: Fields): AnonymousConfiguration {
  return {
    enabled: valueAt(fields, 'enabled') === true,
    paths: objectsAt(fields, 'conditions').map((condition) => textAt(condition, 'path')),
  };
}

function jwtOf(fields: Fields): JwtConfiguration {
  const mappings = objectAt(fields, 'claimMappings');
  return {
    issuer: issuerOf(objectAt(fields, 'issuer') ?? {}),
    claimValidationRules: objectsAt(fields, 'claimValidationRules').map(ruleOf),
    username: prefixedOf(objectAt(mappings, 'username') ?? {}),
    groups: prefixedOf(objectAt(mappings, 'groups') ?? {}),
    uid: mappingOf(objectAt(mappings, 'uid') ?? {}),
    extra: objectsAt(mappings, 'extra').map((entry) => ({
      key: textAt(entry, 'key'),
      valueExpression: textAt(entry, 'valueExpression'),
    })),
    userValidationRules: objectsAt(fields, 'userValidationRules').map(ruleOf),
  };
}

function issuerOf(fields: Fields): IssuerConfiguration {
  return {
    url: textAt(fields, 'url'),
    discoveryUrl: textAt(fields, 'discoveryURL'),
    certificateAuthority: textAt(fields, 'certificateAuthority'),
    audiences: textsAt(fields, 'audiences'),
    audienceMatchPolicy: textAt(fields, 'audienceMatchPolicy'),
  };
}

function ruleOf(fields: Fields): ClaimValidationRule {
  return {
    claim: textAt(fields, 'claim'),
    requiredValue: textAt(fields, 'requiredValue'),
    expression: textAt(fields, 'expression'),
    message: textAt(fields, 'message'),
  };
}

function mappingOf(fields: Fields): Mapping {
  return { claim: textAt(fields, 'claim'), expression: textAt(fields, 'expression') };
}

function prefixedOf(fields: Fields): PrefixedMapping {
  const prefix = valueAt(fields, 'prefix');
  return { ...mappingOf(fields), prefix: typeof prefix === 'string' ? prefix : undefined };
}
