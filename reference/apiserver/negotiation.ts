import { notAcceptable, unsupportedMediaType, type Refusal } from './status.ts';

export type BodyFormat = 'json' | 'yaml';

/** In which shape an answer goes out: the object itself, its metadata only, or rows for people. */
export type Representation = 'object' | 'metadata' | 'metadata-list' | 'table';

export interface AnswerFormat {
  readonly format: BodyFormat;
  readonly representation: Representation;
  readonly pretty: boolean;
  /** The version of the shape, where it is not the object itself. */
  readonly shapeVersion?: 'v1' | 'v1beta1';
}

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamMediaTypes = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];
const plainJson: AnswerFormat = { format: 'json', representation: 'object', pretty: false };

export interface AcceptRules {
  /** The query's `pretty`, if given. */
  readonly pretty?: string;
  /** True for watches: YAML has no stream form. */
  readonly stream?: boolean;
  /** Shapes that this endpoint can give beside the object itself. */
  readonly representations: readonly Representation[];
}

/**
 * Picks the form of the answer by the `Accept` header: the entry of the highest `q` that can be given, the first of
 * equals. This server writes no protobuf; a client that accepts nothing else gets 406.
 */
export function negotiateAnswer(accept: string | undefined, rules: AcceptRules): AnswerFormat | Refusal {
  const pretty = rules.pretty !== undefined && ['1', 't', 'true', 'T', 'TRUE', 'True'].includes(rules.pretty);
  if (accept === undefined || accept === '' || accept === 'application/json') {
    return pretty ? { ...plainJson, pretty } : plainJson;
  }
  for (const clause of parseAccept(accept)) {
    const found = answerFor(clause, rules);
    if (found !== undefined) return { ...found, pretty: pretty || found.pretty };
  }
  return notAcceptable(rules.stream === true ? streamMediaTypes : mediaTypes);
}

interface AcceptClause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function parseAccept(accept: string): readonly AcceptClause[] {
  const clauses = accept.split(',').map((text): AcceptClause => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = new Map(rest.map((part) => splitOnce(part)));
    const quality = Number(parameters.get('q') ?? '1');
    return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
  });
  return clauses.toSorted((left, right) => right.quality - left.quality);
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  if (at < 0) return [part, ''];
  return [
    part.slice(0, at).trim(),
    part
      .slice(at + 1)
      .trim()
      .replaceAll('"', ''),
  ];
}

function formatOf(type: string, stream: boolean): BodyFormat | undefined {
  if (type === 'application/json' || type === '*/*') return 'json';
  if (type === 'application/yaml' && !stream) return 'yaml';
  return undefined;
}

function answerFor(clause: AcceptClause, rules: AcceptRules): AnswerFormat | undefined {
  const format = formatOf(clause.type, rules.stream === true);
  if (format === undefined) return undefined;
  const stream = clause.parameters.get('stream');
  if (stream !== undefined && stream !== '' && stream !== 'watch') return undefined;
  const serverVersion = clause.parameters.get('sv');
  if (serverVersion !== undefined && serverVersion !== '') return undefined;
  const representation = representationOf(clause.parameters);
  if (representation === undefined) return undefined;
  if (representation !== 'object' && !rules.representations.includes(representation)) return undefined;
  const shapeVersion = clause.parameters.get('v') === 'v1beta1' ? 'v1beta1' : 'v1';
  return { format, representation, pretty: clause.parameters.get('pretty') === '1', shapeVersion };
}

const shapes: Readonly<Record<string, Representation>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata-list',
};

function representationOf(parameters: ReadonlyMap<string, string>): Representation | undefined {
  const kind = parameters.get('as');
  const group = parameters.get('g');
  const version = parameters.get('v');
  if (kind === undefined && group === undefined && version === undefined) return 'object';
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  return kind !== undefined && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
}

/** The format of a request's body; no header means JSON. */
export function negotiateBody(contentType: string | undefined): BodyFormat | Refusal {
  if (contentType === undefined || contentType === '' || contentType === 'application/json') return 'json';
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  return unsupportedMediaType(mediaTypes);
}
