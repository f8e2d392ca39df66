import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { listAt, numberAt, textAt } from './field.ts';
import { since } from './human-duration.ts';

export type Cell = ColumnDefinition['cell'];
type ColumnType = ColumnDefinition['type'];

/** A column that plain `kubectl get` shows. */
export function column(
  name: string,
  description: string,
  cell: Cell,
  type: ColumnType = 'string',
): ColumnDefinition {
  return { name, type, format: '', priority: 0, description, cell };
}

/** The same column, shown by `-o wide` only. */
export function wide(definition: ColumnDefinition): ColumnDefinition {
  return { ...definition, priority: 1 };
}

/** The object's name; `kubectl` puts the kind before it where several are listed. */
export function nameColumn(): ColumnDefinition {
  return {
    ...column('Name', 'The name of the object.', (object) => object.metadata?.name ?? ''),
    format: 'name',
  };
}

/** How long ago the object was created. */
export function ageColumn(): ColumnDefinition {
  return column('Age', 'The time since the object was created.', (object, nowMs) =>
    since(object.metadata?.creationTimestamp ?? '', nowMs),
  );
}

/** A text field, '' where it is absent. */
export function textColumn(name: string, path: string, description: string): ColumnDefinition {
  return column(name, description, (object) => textAt(object, path));
}

/** A number, 0 where it is absent. */
export function countColumn(name: string, path: string, description: string): ColumnDefinition {
  return column(name, description, (object) => numberAt(object, path), 'integer');
}

/** Names, images and, unless it is absent, the selector of what a workload runs: `-o wide` shows them. */
export function templateColumns(podSpecPath: string, selector?: Cell): readonly ColumnDefinition[] {
  const joined =
    (field: string): Cell =>
    (object: KubeObject) =>
      listAt(object, `${podSpecPath}.containers`)
        .map((container) => textAt(container, field))
        .join(',');
  const columns = [
    wide(column('Containers', 'The names of the containers of each pod.', joined('name'))),
    wide(column('Images', 'The images of the containers of each pod.', joined('image'))),
  ];
  if (selector === undefined) return columns;
  return [...columns, wide(column('Selector', 'The label query that finds the pods.', selector))];
}

/** The columns of a kind that has no printer of its own. */
export const plainColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column(
    'Created At',
    'When the object was created.',
    (object) => object.metadata?.creationTimestamp ?? null,
    'date',
  ),
];
