import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, nameColumn, textColumn, type Cell } from './column.ts';
import { hasAt, listAt, numberAt, textAt, valueAt } from './field.ts';

const none = '<none>';

/** As they are asked which of them takes a request. */
export function byPrecedence(left: KubeObject, right: KubeObject): number {
  const precedence = 'spec.matchingPrecedence';
  const difference = numberAt(left, precedence) - numberAt(right, precedence);
  if (difference !== 0) return difference;
  return (left.metadata?.name ?? '') < (right.metadata?.name ?? '') ? -1 : 1;
}

export const flowSchemaColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('PriorityLevel', 'spec.priorityLevelConfiguration.name', 'Where its requests go.'),
  column('MatchingPrecedence', 'The schema with the least number is asked first.', (object) =>
    numberAt(object, 'spec.matchingPrecedence'),
  ),
  column('DistinguisherMethod', 'What tells its flows from each other.', (object) =>
    hasAt(object, 'spec.distinguisherMethod') ? textAt(object, 'spec.distinguisherMethod.type') : none,
  ),
  ageColumn(),
  column('MissingPL', 'Whether the priority level is not there.', (object) => {
    const conditions = listAt(object, 'status.conditions');
    const dangling = conditions.find((condition) => textAt(condition, 'type') === 'Dangling');
    return dangling === undefined ? '?' : textAt(dangling, 'status');
  }),
];

/** A number of a level with limits. */
function limitAt(path: string): Cell {
  return (object) => {
    const value = valueAt(object, `spec.limited.${path}`);
    return typeof value === 'number' ? value : none;
  };
}

export const priorityLevelColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Type', 'spec.type', 'Whether it has limits.'),
  column(
    'NominalConcurrencyShares',
    'Its share of what the server does at once.',
    limitAt('nominalConcurrencyShares'),
  ),
  column('Queues', 'How many queues it has.', limitAt('limitResponse.queuing.queues')),
  column('HandSize', 'How many of them a flow is dealt.', limitAt('limitResponse.queuing.handSize')),
  column(
    'QueueLengthLimit',
    'How many requests may wait in one.',
    limitAt('limitResponse.queuing.queueLengthLimit'),
  ),
  ageColumn(),
];
