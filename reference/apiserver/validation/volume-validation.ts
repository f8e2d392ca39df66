import { isFields, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { Problems } from './problems.ts';
import { checkName } from './scalars.ts';

/** The pod's volumes; answers their names. */
export function checkVolumes(problems: Problems, field: string, spec: Fields): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, volume] of objectsAt(spec, 'volumes').entries()) {
    const path = `${field}[${index}]`;
    const name = textAt(volume, 'name');
    if (name === '') problems.required(`${path}.name`);
    else checkName(problems, `${path}.name`, name, 'label');
    if (name !== '' && names.has(name)) problems.duplicate(`${path}.name`, name);
    names.add(name);
    checkSource(problems, path, volume);
  }
  return names;
}

function checkSource(problems: Problems, field: string, volume: Fields): void {
  const sources = Object.keys(volume).filter((name) => name !== 'name' && isFields(volume[name]));
  for (const extra of sources.slice(1))
    problems.forbidden(`${field}.${extra}`, 'may not specify more than 1 volume type');
  if (sources.length === 0) problems.required(field, 'must specify a volume type');
  const required = (source: string, name: string): void => {
    const given = objectAt(volume, source);
    if (given !== undefined && textAt(given, name) === '') problems.required(`${field}.${source}.${name}`);
  };
  required('hostPath', 'path');
  required('secret', 'secretName');
  required('configMap', 'name');
  required('persistentVolumeClaim', 'claimName');
  required('nfs', 'server');
  required('nfs', 'path');
  required('glusterfs', 'endpoints');
  required('glusterfs', 'path');
  required('gcePersistentDisk', 'pdName');
  required('awsElasticBlockStore', 'volumeID');
  required('csi', 'driver');
  const hostPath = objectAt(volume, 'hostPath');
  if (hostPath !== undefined && textAt(hostPath, 'path').split('/').includes('..')) {
    problems.invalid(`${field}.hostPath.path`, textAt(hostPath, 'path'), "must not contain '..'");
  }
  const nfs = textAt(objectAt(volume, 'nfs'), 'path');
  if (nfs !== '' && !nfs.startsWith('/'))
    problems.invalid(`${field}.nfs.path`, nfs, 'must be an absolute path');
  checkItems(problems, field, volume);
}

/** Files that a secret or configMap volume makes out of keys. */
function checkItems(problems: Problems, field: string, volume: Fields): void {
  for (const source of ['secret', 'configMap']) {
    for (const [index, item] of objectsAt(objectAt(volume, source), 'items').entries()) {
      const path = `${field}.${source}.items[${index}]`;
      if (textAt(item, 'key') === '') problems.required(`${path}.key`);
      const target = textAt(item, 'path');
      if (target === '') problems.required(`${path}.path`);
      else if (target.startsWith('/')) problems.invalid(`${path}.path`, target, 'must be a relative path');
      else if (target.split('/').includes('..'))
        problems.invalid(`${path}.path`, target, "must not contain '..'");
    }
  }
}
