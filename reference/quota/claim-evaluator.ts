import type { Quantity } from '../../schemas/quantity.ts';
import { one, readAmounts, type Amounts } from './amounts.ts';
import { countName, type Evaluator } from './evaluator.ts';
import { objectAt, textAt, type Fields } from './fields.ts';

const count = countName('', 'persistentvolumeclaims');
const resources = ['persistentvolumeclaims', 'requests.storage'];
const classSuffix = '.storageclass.storage.k8s.io/';
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
const unit = 1_000_000_000n;

/** Claims and the storage that they ask for, in all and by storage class. */
export const claimEvaluator: Evaluator = {
  group: '',
  plural: 'persistentvolumeclaims',
  chargesUpdates: true,
  counts: (name) =>
    name === count ||
    resources.includes(name) ||
    resources.some((resource) => name.endsWith(`${classSuffix}${resource}`)),
  inScope: () => false,
  missing: () => '',
  usage,
};

function usage(claim: Fields): Amounts {
  const storageClass = classOf(claim);
  const byClass = (resource: string): string[] =>
    storageClass === '' ? [] : [`${storageClass}${classSuffix}${resource}`];
  const counted = new Map<string, Quantity>([[count, one]]);
  for (const name of ['persistentvolumeclaims', ...byClass('persistentvolumeclaims')]) counted.set(name, one);
  const storage = storageOf(claim);
  if (storage === undefined) return counted;
  for (const name of ['requests.storage', ...byClass('requests.storage')]) counted.set(name, storage);
  return counted;
}

/** The annotation comes first, even where it is empty. */
function classOf(claim: Fields): string {
  const annotations = objectAt(objectAt(claim, 'metadata'), 'annotations');
  if (Object.hasOwn(annotations, classAnnotation)) return textAt(annotations, classAnnotation);
  return textAt(objectAt(claim, 'spec'), 'storageClassName');
}

/** What is asked for, or already given where that is more, in whole bytes. */
function storageOf(claim: Fields): Quantity | undefined {
  const asked = readAmounts(objectAt(objectAt(objectAt(claim, 'spec'), 'resources'), 'requests')).get(
    'storage',
  );
  if (asked === undefined) return undefined;
  const given = readAmounts(objectAt(objectAt(claim, 'status'), 'allocatedResources')).get('storage');
  return roundedUp(given !== undefined && given.nano > asked.nano ? given : asked);
}

function roundedUp({ nano, format }: Quantity): Quantity {
  const rest = nano % unit;
  return rest > 0n ? { nano: nano - rest + unit, format } : { nano, format };
}
