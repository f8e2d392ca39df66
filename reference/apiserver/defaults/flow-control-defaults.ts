import { ensureObject, objectAt, objectsAt, setDefault, type Fields } from '../fields.ts';

/** Nothing and 0 are the same here, as they are in Go. */
function setDefaultNumber(parent: Fields, name: string, value: number): void {
  if (parent[name] === 0) parent[name] = value;
  else setDefault(parent, name, value);
}

export function defaultFlowSchema(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefaultNumber(spec, 'matchingPrecedence', 1000);
  // No namespaces are told as null, since the field is never left out.
  for (const rule of objectsAt(spec, 'rules'))
    for (const resourceRule of objectsAt(rule, 'resourceRules')) setDefault(resourceRule, 'namespaces', null);
}

export function defaultPriorityLevel(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const exempt = objectAt(spec, 'exempt');
  if (exempt !== undefined) {
    setDefault(exempt, 'nominalConcurrencyShares', 0);
    setDefault(exempt, 'lendablePercent', 0);
  }
  const limited = objectAt(spec, 'limited');
  if (limited === undefined) return;
  setDefault(limited, 'nominalConcurrencyShares', 30);
  setDefault(limited, 'lendablePercent', 0);
  const queuing = objectAt(objectAt(limited, 'limitResponse'), 'queuing');
  if (queuing === undefined) return;
  setDefaultNumber(queuing, 'queues', 64);
  setDefaultNumber(queuing, 'handSize', 8);
  setDefaultNumber(queuing, 'queueLengthLimit', 50);
}
