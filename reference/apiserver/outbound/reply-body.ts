import { jsonProblem } from '../decode/json-problem.ts';
import { scanJson } from '../decode/json-text.ts';
import { isFields, textAt, type Fields } from '../fields.ts';
import type { WebhookReply } from './webhook-message.ts';

/** What was asked for: an object of this kind. */
export interface AskedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Versions of the group in which the kind exists too, but which were not asked for. */
  readonly otherVersions?: readonly string[];
}

const deepest = 10_000;
const typeMeta =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * The object in the body of a success, or why there is none, in upstream's words. A body that does not say what it is, is taken for what
 * was asked for.
 */
export function objectOfReply(
  { text, status, contentType }: WebhookReply,
  asked: AskedKind,
): Fields | string {
  const type = contentType === '' ? 'application/json' : contentType;
  if (text === '') return `0-length response with status code: ${status} and content type: ${type}`;
  const body = parsed(text);
  if (!isFields(body)) return `couldn't get version/kind; json parse error: ${String(body)}`;
  const kind = textAt(body, 'kind') || asked.kind;
  const apiVersion = textAt(body, 'apiVersion') || asked.apiVersion;
  if (kind === asked.kind && apiVersion === asked.apiVersion) return body;
  const isOther = kind === asked.kind && asked.otherVersions?.includes(apiVersion) === true;
  const isStatus = kind === 'Status' && apiVersion === 'v1';
  return isOther || isStatus
    ? `converting (${goName(apiVersion, kind)}) to (${goName(asked.apiVersion, asked.kind)}): unknown conversion`
    : `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:100"`;
}

function parsed(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return jsonProblem(text) ?? 'invalid JSON';
  }
  if (scanJson(text).depth > deepest) return "invalid character '[' exceeded max depth";
  if (body === null) return {};
  return isFields(body)
    ? body
    : `json: cannot unmarshal ${Array.isArray(body) ? 'array' : goType(body)} into ${typeMeta}`;
}

/** How Go calls what JSON has. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goName(apiVersion: string, kind: string): string {
  return `${apiVersion.split('/').at(-1) ?? ''}.${kind}`;
}
