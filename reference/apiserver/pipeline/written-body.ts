import { decodeObject, type ExpectedKind } from '../decode/object.ts';
import { negotiateBody } from '../negotiation.ts';
import { parseWriteOptions, type WriteOptions } from '../query.ts';
import type { Draft } from '../resource-definition.ts';
import { Refusal } from '../status.ts';
import type { RequestContext } from './context.ts';

/** What a request that writes brings with it. The draft belongs to the caller. */
export interface WrittenBody {
  readonly draft: Draft;
  readonly options: WriteOptions;
}

/**
 * Reads the body of a request that writes an object of this kind. Refusals come in upstream's order: the media type,
 * then the options of the query, then the body.
 */
export function readWrittenBody(
  { request, path, warnings }: RequestContext,
  expected: ExpectedKind & { readonly otherVersions?: readonly string[] },
  optionsKind: 'CreateOptions' | 'UpdateOptions',
): WrittenBody | Refusal {
  const format = negotiateBody(request.headers['content-type']);
  if (format instanceof Refusal) return format;
  const options = parseWriteOptions(path.query, optionsKind);
  if (options instanceof Refusal) return options;
  const { fieldValidation } = options;
  const { otherVersions = [] } = expected;
  const draft = decodeObject(request.body, { format, expected, fieldValidation, warnings, otherVersions });
  return draft instanceof Refusal ? draft : { draft, options };
}
