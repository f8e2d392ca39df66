import { objectAt, objectIn, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { annotationsProblems, labelsProblems } from './metadata.ts';
import { labelProblems, subdomainProblems } from './names.ts';
import { bare, type Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';
import { checkName, checkOptionalEnum } from './scalars.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** How many may use a volume, and how; `ReadWriteOncePod` stands alone. */
export function checkAccessModes(problems: Problems, field: string, spec: Fields): void {
  const modes = textsAt(spec, 'accessModes');
  const path = `${field}.accessModes`;
  for (const mode of modes) if (!accessModes.includes(mode)) problems.notSupported(path, mode, accessModes);
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (others && modes.includes('ReadWriteOncePod'))
    problems.forbidden(path, 'may not use ReadWriteOncePod with other access modes');
}

export const volumeModes: readonly string[] = ['Block', 'Filesystem'];

/**
 * What a claim asks for, in a claim itself or in a template of one. `anyGroup`: the API group of its source is not looked at, since
 * it was not when the claim was made.
 */
export function checkClaimSpec(problems: Problems, field: string, spec: Fields, anyGroup = false): void {
  if (textsAt(spec, 'accessModes').length === 0)
    problems.required(`${field}.accessModes`, 'at least 1 access mode is required');
  checkLabelSelector(problems, `${field}.selector`, objectAt(spec, 'selector'));
  checkAccessModes(problems, field, spec);
  const storage = objectIn(spec, 'resources', 'requests')?.['storage'];
  const storagePath = `${field}.resources[storage]`;
  if (storage === undefined) problems.required(storagePath);
  else if ((parseQuantity(storage) ?? 1n) <= 0n)
    problems.invalid(storagePath, storage, 'must be greater than zero');
  const className = textAt(spec, 'storageClassName');
  if (className !== '') checkName(problems, `${field}.storageClassName`, className, 'subdomain');
  checkOptionalEnum(problems, `${field}.volumeMode`, valueAt(spec, 'volumeMode'), volumeModes);
  checkDataSources(problems, field, spec, anyGroup);
}

function checkDataSources(problems: Problems, field: string, spec: Fields, anyGroup: boolean): void {
  const source = objectAt(spec, 'dataSource');
  const reference = objectAt(spec, 'dataSourceRef');
  if (source !== undefined) checkDataSource(problems, `${field}.dataSource`, source, anyGroup);
  if (reference === undefined) return;
  checkDataSource(problems, `${field}.dataSourceRef`, reference, anyGroup);
  const namespace = textAt(reference, 'namespace');
  for (const text of namespace === '' ? [] : labelProblems(namespace, false))
    problems.invalid(`${field}.dataSourceRef.namespace`, namespace, text);
  if (source === undefined) return;
  const isSame = ['apiGroup', 'kind', 'name'].every(
    (name) => valueAt(source, name) === valueAt(reference, name),
  );
  // Upstream prints the path of the other field as the value.
  const shown = bare(`${field}.dataSource`);
  if (namespace !== '')
    problems.invalid(field, shown, 'may not be specified when dataSourceRef.namespace is specified');
  else if (!isSame) problems.invalid(field, shown, 'must match dataSourceRef');
}

function checkDataSource(problems: Problems, field: string, source: Fields, anyGroup: boolean): void {
  for (const name of ['name', 'kind']) if (textAt(source, name) === '') problems.required(`${field}.${name}`);
  const group = textAt(source, 'apiGroup');
  const kind = textAt(source, 'kind');
  if (group === '' && kind !== 'PersistentVolumeClaim')
    problems.invalid(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  for (const text of group === '' || anyGroup ? [] : subdomainProblems(group, false))
    problems.invalid(`${field}.apiGroup`, group, text);
}

/** The claim that a pod's volume brings along: of its metadata only labels and annotations are its own to say. */
export function checkClaimTemplate(problems: Problems, field: string, template: Fields): void {
  const metadata = objectAt(template, 'metadata') ?? {};
  annotationsProblems(problems, metadata, `${field}.metadata.annotations`);
  labelsProblems(problems, metadata, `${field}.metadata.labels`);
  for (const name of Object.keys(metadata))
    if (
      name !== 'labels' &&
      name !== 'annotations' &&
      metadata[name] !== undefined &&
      metadata[name] !== null
    )
      problems.forbidden(`${field}.metadata.${name}`, 'cannot be set');
  checkClaimSpec(problems, `${field}.spec`, objectAt(template, 'spec') ?? {});
}
