import { badRequest, type Refusal } from '../status.ts';

/** The revision that a resourceVersion of a request stands for. '' and '0' both read as 0. */
export function parseResourceVersion(text: string): number | Refusal {
  if (text === '') return 0;
  const revision = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(revision)) return revision;
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  const quoted = JSON.stringify(text);
  return badRequest(
    `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${why}`,
  );
}
