import { fieldAt, kubeApiSaboteur, listOf, objectOf } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, on, overlooksReason, refuses } from './breach.ts';

const configMaps = on('POST', /\/configmaps$/);

/** Breaches of what API-2, 11 and 17 say about sizes; caught by generated sizes. */
export const sizeSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'reads-any-body', breaks: 'API-2l', title: 'accepts bodies of any size' },
    acceptsRefused(configMaps, 413),
  ),
  kubeApiSaboteur(
    { id: 'large-body-is-a-400', breaks: 'API-2l', title: 'answers 400 to a body that is too large' },
    () => ({
      answer: ({ status, body }) =>
        status === 413 ? { status: 400, body: { ...body, code: 400, reason: 'BadRequest' } } : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'annotations-of-any-size', breaks: 'API-11d', title: 'accepts annotations of any size' },
    () => {
      const overlook = overlooksReason('FieldValueTooLong', configMaps)();
      return {
        answer: (seen, ask) => {
          const [cause] = listOf(objectOf(seen.body['details'])['causes']);
          return cause?.['field'] === 'metadata.annotations' ? overlook.answer?.(seen, ask) : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'annotations-of-a-byte-less',
      breaks: 'API-11d',
      title: 'refuses annotations of exactly the limit',
    },
    refuses(({ body }) => (body?.length ?? 0) > 262_144 && (body?.length ?? 0) < 263_000, 422, 'Invalid'),
  ),
  kubeApiSaboteur({ id: 'data-of-any-size', breaks: 'API-17n', title: 'accepts data of any size' }, () => {
    const overlook = overlooksReason('FieldValueTooLong', configMaps)();
    return {
      answer: (seen, ask) => {
        const field = fieldAt(seen.body, ['details', 'causes', '0', 'field']);
        return field === 'metadata.annotations' ? undefined : overlook.answer?.(seen, ask);
      },
    };
  }),
];
