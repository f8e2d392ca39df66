/** OpenAPI documents of an API server, made from the schemas and from what the server says it serves. */
import type { TypeReference } from '../kubernetes-schemas.ts';
import type { Dialect, OpenApiSchema } from './components.ts';
import { componentsOf, schemaReference } from './components.ts';
import type { Operation, PathOperations } from './operations.ts';
import { pathsOf } from './operations.ts';
import type { OperationParameter } from './query-parameters.ts';
import type { GroupVersion, ServedResource } from './served-resource.ts';
import { groupVersionPath } from './served-resource.ts';

export interface OpenApiV3 {
  readonly openapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, OpenApiSchema>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, OpenApiSchema>>;
    readonly securitySchemes: OpenApiSchema;
  };
}

export interface OpenApiV2 {
  readonly swagger: '2.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, OpenApiSchema>>;
  readonly definitions: Readonly<Record<string, OpenApiSchema>>;
  readonly securityDefinitions: OpenApiSchema;
  readonly security: readonly OpenApiSchema[];
}

const info = { title: 'Kubernetes', version: '1.32' } as const;
const mediaTypes = ['application/json', 'application/yaml'] as const;
const bearer = {
  BearerToken: { type: 'apiKey', name: 'authorization', in: 'header', description: 'Bearer token' },
};

function parameterV3({ type, ...rest }: OperationParameter): OpenApiSchema {
  return { ...rest, ...(rest.in === 'path' ? { required: true } : {}), schema: { type, uniqueItems: true } };
}

function parameterV2(parameter: OperationParameter): OpenApiSchema {
  return { ...parameter, ...(parameter.in === 'path' ? { required: true } : {}), uniqueItems: true };
}

const phrases: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function answerSchema(answer: TypeReference | undefined, dialect: Dialect): OpenApiSchema {
  return answer === undefined ? { type: 'string' } : { ...schemaReference(answer, dialect) };
}

function responses({ answer, codes }: Operation, dialect: Dialect): OpenApiSchema {
  const schema = answerSchema(answer, dialect);
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
  const body = dialect === 'v2' ? { schema } : { content };
  return {
    ...Object.fromEntries(codes.map((code) => [code, { description: phrases[code], ...body }])),
    401: { description: 'Unauthorized' },
  };
}

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
] as const;

function requestTypes({ action }: Operation): readonly string[] {
  return action === 'patch' ? patchTypes : ['*/*'];
}

function requestBodyV3(operation: Operation): OpenApiSchema {
  const { body } = operation;
  if (body === undefined) return {};
  const schema = schemaReference(body.type, 'v3');
  const content = Object.fromEntries(requestTypes(operation).map((type) => [type, { schema }]));
  return { requestBody: { content, ...(body.required ? { required: true } : {}) } };
}

function operationV3(operation: Operation): OpenApiSchema {
  return {
    ...heading(operation),
    ...(operation.parameters.length === 0 ? {} : { parameters: operation.parameters.map(parameterV3) }),
    ...requestBodyV3(operation),
    responses: responses(operation, 'v3'),
    ...extensions(operation),
  };
}

function operationV2(operation: Operation): OpenApiSchema {
  const { body } = operation;
  const bodyParameter =
    body === undefined
      ? []
      : [
          {
            name: 'body',
            in: 'body',
            ...(body.required ? { required: true } : {}),
            schema: schemaReference(body.type, 'v2'),
          },
        ];
  return {
    ...heading(operation),
    consumes: [...requestTypes(operation)],
    produces: [...mediaTypes],
    schemes: ['https'],
    parameters: [...bodyParameter, ...operation.parameters.map(parameterV2)],
    responses: responses(operation, 'v2'),
    ...extensions(operation),
  };
}

function heading({ tag, description, id }: Operation): OpenApiSchema {
  return { tags: [tag], description, operationId: id };
}

function extensions({ action, gvk }: Operation): OpenApiSchema {
  return { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk };
}

function pathItem({ parameters, operations }: PathOperations, dialect: Dialect): OpenApiSchema {
  const write = dialect === 'v2' ? operationV2 : operationV3;
  const methods = operations.map((operation) => [operation.method, write(operation)]);
  return {
    ...Object.fromEntries(methods),
    parameters: parameters.map(dialect === 'v2' ? parameterV2 : parameterV3),
  } as OpenApiSchema;
}

interface Rendered {
  readonly paths: Record<string, OpenApiSchema>;
  readonly schemas: Record<string, OpenApiSchema>;
}

function render(resources: readonly ServedResource[], dialect: Dialect): Rendered {
  const paths = resources.flatMap(pathsOf).sort((a, b) => (a.path < b.path ? -1 : 1));
  const types = new Set<TypeReference>();
  for (const { body, answer } of paths.flatMap(({ operations }) => operations)) {
    if (body !== undefined) types.add(body.type);
    if (answer !== undefined) types.add(answer);
  }
  return {
    paths: Object.fromEntries(paths.map((path) => [path.path, pathItem(path, dialect)])),
    schemas: componentsOf(types, dialect),
  };
}

/**
 * The OpenAPI v3 document of one group version, as `/openapi/v3/apis/GROUP/VERSION` answers it. `resources` may hold other
 * groups' resources too; they are left out. Fresh data: the caller may keep or change it.
 */
export function openApiV3({ group, version }: GroupVersion, resources: readonly ServedResource[]): OpenApiV3 {
  const own = resources.filter((resource) => resource.group === group && resource.version === version);
  const { paths, schemas } = render(own, 'v3');
  return { openapi: '3.0.0', info, paths, components: { schemas, securitySchemes: bearer } };
}

/** The index at `/openapi/v3`; `hashOf` gives a text that changes whenever that group version's document does. */
export function openApiV3Index(
  resources: readonly ServedResource[],
  hashOf: (groupVersion: GroupVersion) => string,
): { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> } {
  const paths: Record<string, { readonly serverRelativeURL: string }> = {};
  for (const { group, version } of resources) {
    const path = groupVersionPath({ group, version });
    paths[path] ??= {
      serverRelativeURL: `/openapi/v3/${path}?hash=${encodeURIComponent(hashOf({ group, version }))}`,
    };
  }
  return { paths };
}

/** The OpenAPI v2 document of all resources, as `/openapi/v2` answers it in JSON. */
export function openApiV2(resources: readonly ServedResource[]): OpenApiV2 {
  const { paths, schemas } = render(resources, 'v2');
  return {
    swagger: '2.0',
    info,
    paths,
    definitions: schemas,
    securityDefinitions: bearer,
    security: [{ BearerToken: [] }],
  };
}
