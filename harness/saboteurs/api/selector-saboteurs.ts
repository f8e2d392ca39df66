import type { HttpRequest } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  queryOf,
  withField,
  withQuery,
  type JsonObject,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, dropsQuery, on, onQuery, overlooks, type Concerns } from './breach.ts';

function labelSelector(pattern: RegExp): Concerns {
  return ({ path }) => pattern.test(queryOf(path).get('labelSelector') ?? '');
}

function fieldSelector(pattern: RegExp): Concerns {
  return ({ path }) => pattern.test(queryOf(path).get('fieldSelector') ?? '');
}

/** Sends another selector in the place of the one that was asked for. */
function misreads(
  parameter: string,
  pattern: RegExp,
  reading: string,
): () => { request: (asked: HttpRequest) => HttpRequest | undefined } {
  return () => ({
    request: (asked) => {
      const selector = queryOf(asked.path).get(parameter) ?? '';
      if (!pattern.test(selector)) return undefined;
      return withQuery(asked, { [parameter]: selector.replace(pattern, reading) });
    },
  });
}

function onlyItems(concerns: Concerns, keep: (item: JsonObject) => boolean): ReturnType<typeof answers> {
  return answers(concerns, (body) => {
    const items = listOf(body['items']);
    const kept = items.filter(keep);
    return kept.length === items.length ? undefined : { ...body, items: kept };
  });
}

const hasLabel =
  (key: string) =>
  (item: JsonObject): boolean =>
    fieldAt(item, ['metadata', 'labels', key]) !== undefined;

const labelSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'any-text-is-a-label', breaks: 'API-10a', title: 'does not check labels' },
    overlooks(/^metadata\.labels$/),
  ),
  kubeApiSaboteur(
    { id: 'drops-empty-labels', breaks: 'API-10a', title: 'loses labels with an empty value' },
    answers(on('POST'), (body) =>
      fieldAt(body, ['metadata', 'labels', 'a']) === ''
        ? withField(body, ['metadata', 'labels'], undefined)
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'equality-is-existence', breaks: 'API-10b', title: 'selects every object that has the key' },
    misreads('labelSelector', /(^|,)([\w./-]+)==?\w[^,]*/, '$1$2'),
  ),
  kubeApiSaboteur(
    { id: 'inequality-wants-the-key', breaks: 'API-10c', title: 'leaves out objects without the key' },
    onlyItems(labelSelector(/!=/), hasLabel('app')),
  ),
  kubeApiSaboteur(
    { id: 'set-takes-the-first-value', breaks: 'API-10d', title: 'looks at the first value of a set alone' },
    misreads('labelSelector', / in \(([^,)]*),[^)]*\)/, ' in ($1)'),
  ),
  kubeApiSaboteur(
    { id: 'empty-value-is-none', breaks: 'API-10d', title: 'does not find the empty value in a set' },
    onlyItems(
      labelSelector(/ in \(/),
      (item) => !Object.values(objectOf(fieldAt(item, ['metadata', 'labels']))).includes(''),
    ),
  ),
  kubeApiSaboteur(
    { id: 'excluded-set-wants-the-key', breaks: 'API-10e', title: 'leaves out objects without the key' },
    onlyItems(labelSelector(/notin/), hasLabel('app')),
  ),
  kubeApiSaboteur(
    { id: 'existence-wants-a-value', breaks: 'API-10f', title: 'leaves out objects whose value is empty' },
    onlyItems(labelSelector(/^app$/), (item) => fieldAt(item, ['metadata', 'labels', 'app']) !== ''),
  ),
  kubeApiSaboteur(
    { id: 'negated-key-is-ignored', breaks: 'API-10g', title: 'selects everything by a negated key' },
    misreads('labelSelector', /^!app$/, ''),
  ),
  kubeApiSaboteur(
    { id: 'last-requirement-is-lost', breaks: 'API-10h', title: 'looks at the first requirement alone' },
    misreads('labelSelector', /^([^(,]+|[^(]+\([^)]*\)),.*$/, '$1'),
  ),
  kubeApiSaboteur(
    {
      id: 'broken-selector-selects-nothing',
      breaks: 'API-10i',
      title: 'answers an empty list to a broken selector',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 400 && onQuery('GET', 'labelSelector')(request)
          ? { status: 200, body: { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items: [] } }
          : undefined,
    }),
  ),
];

const annotationSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'trims-annotations', breaks: 'API-11a', title: 'trims white space off annotations' },
    answers(on('GET', /\/secrets\//), (body) => {
      const annotations = Object.entries(objectOf(fieldAt(body, ['metadata', 'annotations'])));
      const trimmed = Object.fromEntries(annotations.map(([key, value]) => [key, String(value).trim()]));
      return withField(body, ['metadata', 'annotations'], trimmed);
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'any-text-is-an-annotation-key',
      breaks: 'API-11b',
      title: 'does not check the keys of annotations',
    },
    overlooks(/^metadata\.annotations$/),
  ),
  kubeApiSaboteur(
    { id: 'selects-by-annotations', breaks: 'API-11c', title: 'also selects objects by their annotations' },
    dropsQuery('GET', 'labelSelector', /\/secrets$/),
  ),
];

const fieldSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'name-selects-by-prefix',
      breaks: 'API-12a',
      title: 'selects objects whose name begins with the text',
    },
    misreads('fieldSelector', /^metadata\.name=a$/, ''),
  ),
  kubeApiSaboteur(
    {
      id: 'namespace-field-selects-nothing',
      breaks: 'API-12a',
      title: 'finds nothing by namespace across all namespaces',
      upstream:
        'kubernetes/kubernetes#15701: pods of all namespaces selected by metadata.namespace came out as none',
    },
    onlyItems(fieldSelector(/metadata\.namespace=/), () => false),
  ),
  kubeApiSaboteur(
    { id: 'ignores-the-node', breaks: 'API-12b', title: 'does not look at the node of a Pod' },
    misreads('fieldSelector', /^spec\.nodeName=.*$/, ''),
  ),
  kubeApiSaboteur(
    { id: 'ignores-the-phase', breaks: 'API-12b', title: 'does not look at the phase of a Pod' },
    misreads('fieldSelector', /^status\.phase=.*$/, ''),
  ),
  kubeApiSaboteur(
    { id: 'not-equal-is-equal', breaks: 'API-12c', title: 'overlooks the exclamation mark' },
    misreads('fieldSelector', /^metadata\.name!=/, 'metadata.name='),
  ),
  kubeApiSaboteur(
    { id: 'last-field-is-lost', breaks: 'API-12d', title: 'looks at the first field alone' },
    misreads('fieldSelector', /^([^,]+),.*$/, '$1'),
  ),
  kubeApiSaboteur(
    {
      id: 'fields-override-labels',
      breaks: 'API-12d',
      title: 'ignores the label selector beside a field selector',
    },
    () => ({
      request: (request) =>
        onQuery('GET', 'fieldSelector')(request) && onQuery('GET', 'labelSelector')(request)
          ? withQuery(request, { labelSelector: undefined })
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'unsupported-field-selects-nothing',
      breaks: 'API-12e',
      title: 'answers an empty list to a field that cannot be selected by',
      upstream: 'kubernetes/kubernetes#50234: status.qosClass was no field to select by, and nobody was told',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 400 && fieldSelector(/qosClass/)(request)
          ? { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'broken-field-selector-is-accepted',
      breaks: 'API-12e',
      title: 'accepts a field selector that it cannot read',
    },
    acceptsRefused(onQuery('GET', 'fieldSelector'), 400),
  ),
  kubeApiSaboteur(
    { id: 'ignores-the-type-of-secrets', breaks: 'API-12f', title: 'does not look at the type of Secrets' },
    misreads('fieldSelector', /^type=.*$/, ''),
  ),
  kubeApiSaboteur(
    {
      id: 'ignores-what-events-are-about',
      breaks: 'API-12f',
      title: 'does not look at the object of an Event',
    },
    misreads('fieldSelector', /involvedObject\.name=web,/, ''),
  ),
];

/** Breaches of what API-10, 11 and 12 say about labels, annotations and fields to select by. */
export const selectorSaboteurs: readonly Saboteur[] = [
  ...labelSaboteurs,
  ...annotationSaboteurs,
  ...fieldSaboteurs,
];
