import { checkCelText } from '../cel/cel-checked.ts';
import { variableType } from '../cel/cel-scope.ts';
import {
  admissionStructs,
  admissionVariables,
  authorizerType,
  type CelNames,
} from '../cel/cel-scope-types.ts';
import { celTypes, structOf, type CelType } from '../cel/cel-types.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import type { DeclaredKind } from './schema-types.ts';

type Policy = ObjectsByKind['ValidatingAdmissionPolicy'];
type Warning = NonNullable<
  NonNullable<NonNullable<Policy['status']>['typeChecking']>['expressionWarnings']
>[number];

/** A kind whose objects a policy is about. */
export interface CheckedKind extends DeclaredKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What does not fit in the validations of a policy and in their message expressions, kind by kind. `params`: absent where their kind is not known. */
export function warningsOf(
  { spec }: Policy,
  kinds: readonly CheckedKind[],
  params: DeclaredKind | undefined,
): readonly Warning[] {
  const scopes = kinds.map((kind) => ({ kind, names: namesFor(kind, params, spec?.variables ?? []) }));
  return (spec?.validations ?? []).flatMap((validation, index) => {
    const field = `spec.validations[${index}]`;
    const { expression, messageExpression = '' } = validation;
    const expressions = [
      [`${field}.expression`, expression],
      ...(messageExpression === '' ? [] : [[`${field}.messageExpression`, messageExpression]]),
    ] as const;
    return expressions.flatMap(([fieldRef = '', text = '']) => {
      const warning = scopes.flatMap(({ kind, names }) => warningFor(text, kind, names)).join('\n');
      return warning === '' ? [] : [{ fieldRef, warning }];
    });
  });
}

function warningFor(text: string, { group, version, kind }: CheckedKind, names: CelNames): readonly string[] {
  const { problem } = checkCelText(text, names);
  return problem === undefined ? [] : [`${group}/${version}, Kind=${kind}: ${problem.message}\n`];
}

const variablesType = structOf('kubernetes.variables');

/** Variables that do not fit themselves may be anything for what comes after them. */
function namesFor(
  object: DeclaredKind,
  params: DeclaredKind | undefined,
  variables: NonNullable<NonNullable<Policy['spec']>['variables']>,
): CelNames {
  const names = new Map([
    ...admissionVariables,
    ['object', object.type] as const,
    ['oldObject', object.type] as const,
    ['authorizer', authorizerType] as const,
    ['variables', variablesType] as const,
    ...(params === undefined ? [] : [['params', params.type] as const]),
  ]);
  const fields = new Map<string, CelType>();
  const structs = new Map([
    ...admissionStructs,
    ...object.structs,
    ...(params?.structs ?? []),
    [variablesType.name, fields],
  ]);
  for (const { name, expression } of variables) {
    const { problem, type } = checkCelText(expression, { variables: names, structs });
    fields.set(name, problem === undefined ? variableType(type) : celTypes.dyn);
  }
  return { variables: names, structs };
}
