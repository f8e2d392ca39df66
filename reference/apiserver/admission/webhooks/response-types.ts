import { isFields, type Fields } from '../../fields.ts';
import { goType } from '../../outbound/reply-body.ts';

/** The fields of an `AdmissionResponse` by their Go types. */
const fieldTypes: Readonly<Record<string, string>> = {
  uid: 'types.UID',
  allowed: 'bool',
  patch: '[]uint8',
  patchType: 'v1.PatchType',
  warnings: '[]string',
  auditAnnotations: 'map[string]string',
};

/** What is of another type than it should be, in the words of Go's decoder; undefined: nothing. */
export function responseProblem(review: Fields): string | undefined {
  const response = review['response'];
  if (response === undefined || response === null) return undefined;
  if (!isFields(response))
    return `json: cannot unmarshal ${goType(response)} into Go struct field AdmissionReview.response of type v1.AdmissionResponse`;
  for (const [name, type] of Object.entries(fieldTypes)) {
    const wrong = problemOf(response[name], type);
    if (wrong !== undefined)
      return `json: cannot unmarshal ${wrong[0]} into Go struct field AdmissionResponse.response.${name} of type ${wrong[1]}`;
  }
  return encodingProblem(response['patch']);
}

/** What stands there, and what should. */
function problemOf(value: unknown, type: string): readonly [string, string] | undefined {
  if (value === undefined || value === null) return undefined;
  if (type === '[]string')
    return Array.isArray(value) ? itemProblem(value as readonly unknown[]) : [goType(value), type];
  if (type === 'map[string]string')
    return isFields(value) ? itemProblem(Object.values(value)) : [goType(value), type];
  const isRight = typeof value === (type === 'bool' ? 'boolean' : 'string');
  return isRight ? undefined : [goType(value), type];
}

function itemProblem(items: readonly unknown[]): readonly [string, string] | undefined {
  const wrong = items.find((item) => item !== null && typeof item !== 'string');
  return wrong === undefined ? undefined : [goType(wrong), 'string'];
}

/** A patch is bytes in base64. */
function encodingProblem(patch: unknown): string | undefined {
  if (typeof patch !== 'string') return undefined;
  const text = patch.replaceAll(/[\r\n]/g, '');
  const wrong = /[^A-Za-z0-9+/=]/.exec(text);
  if (wrong !== null) return `illegal base64 data at input byte ${wrong.index}`;
  const padding = text.indexOf('=');
  const isWhole = text.length % 4 === 0 && (padding < 0 || /^={1,2}$/.test(text.slice(padding)));
  return isWhole ? undefined : `illegal base64 data at input byte ${padding < 0 ? text.length : padding}`;
}
