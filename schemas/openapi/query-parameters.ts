/** One query or path parameter of an operation, before it is written in the manner of OpenAPI v2 or v3. */
export interface OperationParameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

function query(name: string, type: OperationParameter['type'], description: string): OperationParameter {
  return { name, in: 'query', type, description };
}

const dryRun = query('dryRun', 'string', 'With All, every stage of the request runs but nothing is stored.');
const fieldManager = query(
  'fieldManager',
  'string',
  'Who is writing: the name under which field ownership is recorded.',
);
const fieldValidation = query(
  'fieldValidation',
  'string',
  'What unknown and duplicate fields lead to: Ignore drops them, Warn drops them and answers a warning for each, Strict refuses the request.',
);
const force = query(
  'force',
  'boolean',
  'Take over fields of other managers instead of answering a conflict. Apply requests only.',
);

export const pretty: OperationParameter = query(
  'pretty',
  'string',
  'Write the answer with line breaks and indentation if true.',
);

export function nameParameter(kind: string): OperationParameter {
  return { name: 'name', in: 'path', type: 'string', description: `Name of the ${kind}.` };
}

export const namespaceParameter: OperationParameter = {
  name: 'namespace',
  in: 'path',
  type: 'string',
  description: 'The namespace that the object lives in.',
};

export const writeParameters: readonly OperationParameter[] = [dryRun, fieldManager, fieldValidation];
export const patchParameters: readonly OperationParameter[] = [...writeParameters, force];

export const deleteParameters: readonly OperationParameter[] = [
  dryRun,
  query(
    'gracePeriodSeconds',
    'integer',
    'Seconds that the object is given to end by itself; 0 deletes it at once.',
  ),
  query('orphanDependents', 'boolean', 'Older form of propagationPolicy: true orphans the dependents.'),
  query(
    'propagationPolicy',
    'string',
    'What happens to dependents: Orphan leaves them, Background deletes them afterwards, Foreground deletes them first.',
  ),
];

export const listParameters: readonly OperationParameter[] = [
  query(
    'allowWatchBookmarks',
    'boolean',
    'Let a watch send bookmark events, which carry a resource version and nothing else.',
  ),
  query('continue', 'string', 'The token of the previous page; asks for the page after it.'),
  query('fieldSelector', 'string', 'Only objects whose fields match.'),
  query('labelSelector', 'string', 'Only objects whose labels match.'),
  query('limit', 'integer', 'The greatest number of objects in one page.'),
  query('resourceVersion', 'string', 'How fresh the answer must be, or from where a watch begins.'),
  query(
    'resourceVersionMatch',
    'string',
    'How resourceVersion is to be taken in a list: Exact or NotOlderThan.',
  ),
  query(
    'sendInitialEvents',
    'boolean',
    'Begin a watch with the present state as events, ended by a marked bookmark.',
  ),
  query('timeoutSeconds', 'integer', 'When the list or watch ends at the latest, in seconds.'),
  query('watch', 'boolean', 'Answer with a stream of changes instead of a list.'),
];
