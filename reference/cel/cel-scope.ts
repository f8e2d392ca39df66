import { reviewVariables } from './cel-review-types.ts';
import {
  authorizerVariables,
  admissionStructs,
  admissionVariables,
  type CelNames,
} from './cel-scope-types.ts';
import { celTypes, listOf, mapOf, structOf, type CelType } from './cel-types.ts';

/** What an expression may speak of. */
export interface CelScope {
  /**
   * `request` (absent): `object`, `oldObject`, `request` and `namespaceObject`; else only what a token claims, `claims`, whom it
   * proves, `user`, or the `request` that a SubjectAccessReview asks about.
   */
  readonly about?: 'request' | 'claims' | 'user' | 'review';
  readonly hasParams: boolean;
  readonly hasAuthorizer: boolean;
  /** The types of `variables.NAME`; absent: there are no variables at all. */
  readonly variables?: ReadonlyMap<string, CelType>;
}

const subjects: Readonly<Record<NonNullable<CelScope['about']>, ReadonlyMap<string, CelType>>> = {
  request: admissionVariables,
  claims: new Map([['claims', mapOf(celTypes.string, celTypes.dyn)]]),
  user: new Map([['user', structOf('kubernetes.UserInfo')]]),
  review: reviewVariables,
};

const variablesType = structOf('kubernetes.variables');

/** The names that an expression may use, with their types. */
export function namesOf({ about = 'request', hasParams, hasAuthorizer, variables }: CelScope): CelNames {
  const names = new Map(subjects[about]);
  if (hasParams) names.set('params', celTypes.dyn);
  if (hasAuthorizer) for (const [name, type] of authorizerVariables) names.set(name, type);
  if (variables === undefined) return { variables: names, structs: admissionStructs };
  names.set('variables', variablesType);
  return { variables: names, structs: new Map([...admissionStructs, [variablesType.name, variables]]) };
}

const carried: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'int', 'null', 'string', 'timestamp', 'uint'],
]);

/** The type that a variable has for the expressions that come after it: objects and the like are dynamic there. */
export function variableType(type: CelType): CelType {
  if (carried.has(type.kind)) return type;
  const [first = celTypes.dyn, second = celTypes.dyn] = type.params.map((param) => variableType(param));
  if (type.kind === 'list') return listOf(first);
  return type.kind === 'map' ? mapOf(first, second) : celTypes.dyn;
}
