import { objectAt, type Fields } from '../fields.ts';
import type { Problems } from './problems.ts';
import { isWhole, parseQuantity } from './quantity.ts';
import {
  checkContainerResourceName,
  checkResourceAmount,
  isHugePages,
  isOvercommitAllowed,
} from './resource-names.ts';

/** What a container asks for and may use; also a pod's overhead, which only has limits. */
export function checkResources(problems: Problems, field: string, resources: Fields | undefined): void {
  if (resources === undefined) return;
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  if (limits !== undefined) checkAmounts(problems, `${field}.limits`, limits);
  if (requests !== undefined) {
    checkAmounts(problems, `${field}.requests`, requests);
    for (const name of Object.keys(requests).sort())
      checkAgainstLimit(problems, field, { name, request: requests[name], limit: limits?.[name] });
  }
  const names = [...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    problems.forbidden(field, 'HugePages require cpu or memory');
}

function checkAmounts(problems: Problems, field: string, amounts: Fields): void {
  for (const name of Object.keys(amounts).sort()) {
    const path = `${field}[${name}]`;
    const value = amounts[name];
    checkContainerResourceName(problems, path, name);
    checkResourceAmount(problems, path, name, value);
    if (isHugePages(name) && !isMultipleOfPage(name, value))
      problems.invalid(path, String(value), `${String(value)} is not positive integer multiple of ${name}`);
  }
}

function isMultipleOfPage(name: string, value: unknown): boolean {
  const page = parseQuantity(name.slice('hugepages-'.length));
  const amount = parseQuantity(value);
  if (page === undefined || amount === undefined || page <= 0n || !isWhole(page)) return false;
  return amount % page === 0n;
}

function checkAgainstLimit(
  problems: Problems,
  field: string,
  { name, request, limit }: { name: string; request: unknown; limit: unknown },
): void {
  const asked = parseQuantity(request);
  const allowed = parseQuantity(limit);
  const mayDiffer = isOvercommitAllowed(name);
  if (asked === undefined) return;
  if (allowed === undefined) {
    if (!mayDiffer)
      problems.required(`${field}.limits`, 'Limit must be set for non overcommitable resources');
    return;
  }
  const path = `${field}.requests`;
  if (asked !== allowed && !mayDiffer)
    problems.invalid(path, String(request), `must be equal to ${name} limit of ${String(limit)}`);
  else if (asked > allowed)
    problems.invalid(
      path,
      String(request),
      `must be less than or equal to ${name} limit of ${String(limit)}`,
    );
}
