import type { IncludeObject, TablePrinter } from '../pipeline/context.ts';
import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { columnsOf } from './columns.ts';
import { byPrecedence } from './flow-control-columns.ts';
import { podRowConditions } from './pod-columns.ts';

/** Prints objects as a `Table`, rows in the order given (flow schemas in the order in which they are asked), with the columns of kube-apiserver 1.32 for their kind. */
export const printTable: TablePrinter = (request) => {
  const { group, kind } = kindOf(request.objects[0], request.definition);
  const columns = columnsOf(group, kind);
  const isPod = group === '' && kind === 'Pod';
  const objects = kind === 'FlowSchema' ? request.objects.toSorted(byPrecedence) : request.objects;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: request.metadata,
    columnDefinitions: request.withColumns ? columns.map(columnOnTheWire) : null,
    rows: objects.map((object) => {
      const conditions = isPod ? podRowConditions(object) : [];
      return {
        cells: columns.map((column) => column.cell(object, request.nowMs)),
        ...(conditions.length === 0 ? {} : { conditions }),
        object: rowObject(object, request.includeObject),
      };
    }),
  };
};

/** A subresource such as `scale` shows objects of another kind than the resource's. */
function kindOf(
  object: KubeObject | undefined,
  definition: { readonly group: string; readonly kind: string },
): { readonly group: string; readonly kind: string } {
  return object?.kind === 'Scale' ? { group: 'autoscaling', kind: 'Scale' } : definition;
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
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata ?? {} };
  }
}
