/**
 * The OpenAPI v2 document as protocol buffers, the only form in which client-go reads `/openapi/v2`
 * (`application/com.github.proto-openapi.spec.v2@v1.0+protobuf`). Field numbers are those of gnostic's `openapi.v2` package;
 * only the fields that our documents fill are written, security definitions excepted.
 */
import type { OpenApiSchema } from './components.ts';
import type { OpenApiV2 } from './open-api-documents.ts';

/** A message under construction: its parts in the order of their field numbers. */
type Message = readonly Uint8Array[];

const text = new TextEncoder();

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function joined(parts: Message): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function message(field: number, parts: Message): Uint8Array {
  const body = joined(parts);
  return joined([Uint8Array.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
}

function string(field: number, value: unknown): Message {
  return typeof value === 'string' && value !== '' ? [message(field, [text.encode(value)])] : [];
}

function strings(field: number, values: unknown): Message {
  return Array.isArray(values) ? values.map((value) => message(field, [text.encode(String(value))])) : [];
}

function bool(field: number, value: unknown): Message {
  return value === true ? [Uint8Array.from([...varint(field * 8), 1])] : [];
}

/** A value of any type travels as YAML text; JSON is YAML. */
function any(field: number, value: unknown): Message {
  return value === undefined ? [] : [message(field, string(2, `${JSON.stringify(value)}\n`))];
}

function named(field: number, name: string, value: Message): Uint8Array {
  return message(field, [...string(1, name), message(2, value)]);
}

function extensions(field: number, from: OpenApiSchema): Message {
  return Object.entries(from)
    .filter(([key]) => key.startsWith('x-'))
    .map(([key, value]) => message(field, [...string(1, key), ...any(2, value)]));
}

function nested(field: number, value: unknown, write: (schema: OpenApiSchema) => Message): Message {
  return typeof value === 'object' && value !== null ? [message(field, write(value as OpenApiSchema))] : [];
}

function namedEach(field: number, value: unknown, write: (schema: OpenApiSchema) => Message): Message {
  return Object.entries((value ?? {}) as Record<string, OpenApiSchema>).map(([name, item]) =>
    named(field, name, write(item)),
  );
}

function schemaMessage(schema: OpenApiSchema): Message {
  const properties = schema['properties'];
  return [
    ...string(1, schema['$ref']),
    ...string(2, schema['format']),
    ...string(4, schema['description']),
    ...any(5, schema['default']),
    ...strings(19, schema['required']),
    ...((schema['enum'] ?? []) as unknown[]).flatMap((value) => any(20, value)),
    ...nested(21, schema['additionalProperties'], (values) => [message(1, schemaMessage(values))]),
    ...(schema['type'] === undefined ? [] : [message(22, string(1, schema['type']))]),
    ...nested(23, schema['items'], (items) => [message(1, schemaMessage(items))]),
    ...(properties === undefined ? [] : [message(25, namedEach(1, properties, schemaMessage))]),
    ...extensions(31, schema),
  ];
}

function parameterMessage(parameter: OpenApiSchema): Message {
  const heading = [
    ...bool(1, parameter['required']),
    ...string(2, parameter['in']),
    ...string(3, parameter['description']),
    ...string(4, parameter['name']),
  ];
  if (parameter['in'] === 'query') {
    const query = [...heading, ...string(6, parameter['type']), ...bool(20, parameter['uniqueItems'])];
    return [message(1, [message(2, [message(3, query)])])];
  }
  if (parameter['in'] === 'path') {
    const path = [...heading, ...string(5, parameter['type']), ...bool(19, parameter['uniqueItems'])];
    return [message(1, [message(2, [message(4, path)])])];
  }
  const body = [
    ...string(2, parameter['name']),
    ...string(3, 'body'),
    ...bool(4, parameter['required']),
    ...nested(5, parameter['schema'], schemaMessage),
  ];
  return [message(1, [message(1, body)])];
}

function parameters(field: number, value: unknown): Message {
  return ((value ?? []) as OpenApiSchema[]).map((parameter) => message(field, parameterMessage(parameter)));
}

function responseMessage(response: OpenApiSchema): Message {
  const schema = nested(2, response['schema'], (item) => [message(1, schemaMessage(item))]);
  return [message(1, [...string(1, response['description']), ...schema])];
}

function operationMessage(operation: OpenApiSchema): Message {
  return [
    ...strings(1, operation['tags']),
    ...string(3, operation['description']),
    ...string(5, operation['operationId']),
    ...strings(6, operation['produces']),
    ...strings(7, operation['consumes']),
    ...parameters(8, operation['parameters']),
    message(9, namedEach(1, operation['responses'], responseMessage)),
    ...strings(10, operation['schemes']),
    ...extensions(13, operation),
  ];
}

const methodFields: readonly (readonly [string, number])[] = [
  ['get', 2],
  ['put', 3],
  ['post', 4],
  ['delete', 5],
  ['patch', 8],
];

function pathMessage(item: OpenApiSchema): Message {
  const methods = methodFields.flatMap(([method, field]) => nested(field, item[method], operationMessage));
  return [...methods, ...parameters(9, item['parameters'])];
}

/** The document in the binary form; deterministic for equal documents. */
export function openApiV2Protobuf(document: OpenApiV2): Uint8Array {
  return joined([
    ...string(1, document.swagger),
    message(2, [...string(1, document.info.title), ...string(2, document.info.version)]),
    message(8, namedEach(2, document.paths, pathMessage)),
    message(9, namedEach(1, document.definitions, schemaMessage)),
  ]);
}
