/** Reads the declarations of the package `kubernetes-types`, a description of the API that is made independently of ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface DeclaredField {
  readonly required: boolean;
  /** `string`, `number`, `boolean`, `X[]`, `map of X`, or a type's name. */
  readonly type: string;
}

export type DeclaredTypes = Map<string, Map<string, DeclaredField>>;

function typeText(node: ts.TypeNode | undefined): string {
  if (node === undefined) return 'unknown';
  if (ts.isArrayTypeNode(node)) return `${typeText(node.elementType)}[]`;
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return index === undefined ? 'object' : `map of ${typeText(index.type)}`;
  }
  if (ts.isLiteralTypeNode(node)) return ts.isStringLiteral(node.literal) ? 'string' : 'unknown';
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    return name === 'Array' ? `${typeText(node.typeArguments?.[0])}[]` : name;
  }
  return node.getText() === 'number | string' ? 'IntOrString' : node.getText();
}

function readInterface(node: ts.InterfaceDeclaration): Map<string, DeclaredField> {
  const fields = new Map<string, DeclaredField>();
  for (const member of node.members) {
    if (!ts.isPropertySignature(member)) continue;
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    fields.set(name, { required: member.questionToken === undefined, type: typeText(member.type) });
  }
  return fields;
}

const root = dirname(createRequire(import.meta.url).resolve('kubernetes-types/package.json'));

/** Every interface of `kubernetes-types/<folder>/<version>`, by name. */
export function declaredTypes(folder: string, version: string): DeclaredTypes {
  const file = join(root, folder, `${version}.d.ts`);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const types: DeclaredTypes = new Map();
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node)) types.set(node.name.text, readInterface(node));
  });
  return types;
}

/** The stable versions (`v1`, `v2`) that the package has for each folder. */
export function declaredVersions(): { readonly folder: string; readonly version: string }[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) =>
      readdirSync(join(root, folder))
        .map((file) => /^(v\d+)\.d\.ts$/.exec(file)?.[1])
        .filter((version) => version !== undefined)
        .map((version) => ({ folder, version })),
    );
}
