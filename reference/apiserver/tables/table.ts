import type { ColumnDefinition, KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { podRowConditions } from './pod-columns.ts';

/** What of each object a row carries beside its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableRequest {
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
  /** False in every watch event after the first: `columnDefinitions` is then null. */
  readonly withColumns: boolean;
}

/** The value of the query parameter `includeObject`; undefined where it is none of those allowed. '' means `Metadata`. */
export function includeObjectOf(text: string): IncludeObject | undefined {
  if (text === '') return 'Metadata';
  return text === 'None' || text === 'Metadata' || text === 'Object' ? text : undefined;
}

/** A `Table` of one object; its resource version is the table's. */
export function tableOfObject(
  definition: Pick<ResourceDefinition, 'group' | 'kind' | 'columns'>,
  object: KubeObject,
  request: TableRequest,
): KubeObject {
  const metadata = { resourceVersion: object.metadata?.resourceVersion ?? '' };
  return table(metadata, definition, { objects: [object], request });
}

/** A `Table` of a list, rows in list order, with the list's own metadata (`continue`, `remainingItemCount`). */
export function tableOfList(
  definition: Pick<ResourceDefinition, 'group' | 'kind' | 'columns'>,
  list: KubeObject,
  request: TableRequest,
): KubeObject {
  const items = Array.isArray(list.items) ? (list.items as readonly KubeObject[]) : [];
  return table(list.metadata ?? {}, definition, { objects: items, request });
}

function table(
  metadata: unknown,
  definition: Pick<ResourceDefinition, 'group' | 'kind' | 'columns'>,
  content: { readonly objects: readonly KubeObject[]; readonly request: TableRequest },
): KubeObject {
  const isPod = definition.group === '' && definition.kind === 'Pod';
  const { objects, request } = content;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: metadata as NonNullable<KubeObject['metadata']>,
    columnDefinitions: request.withColumns ? definition.columns.map(columnOnTheWire) : null,
    rows: objects.map((object) => {
      const conditions = isPod ? podRowConditions(object) : [];
      return {
        cells: definition.columns.map((column) => column.cell(object, request.nowMs)),
        ...(conditions.length === 0 ? {} : { conditions }),
        object: rowObject(object, request.includeObject),
      };
    }),
  };
}

function columnOnTheWire(column: ColumnDefinition): Readonly<Record<string, string | number>> {
  return {
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: column.description,
    priority: column.priority,
  };
}

function rowObject(object: KubeObject, include: IncludeObject): KubeObject | null {
  switch (include) {
    case 'None':
      return null;
    case 'Object':
      return object;
    case 'Metadata':
      return partialMetadata(object);
  }
}

/** The `PartialObjectMetadata` of an object. */
export function partialMetadata(object: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata ?? {} };
}
