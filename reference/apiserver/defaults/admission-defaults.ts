import { ensureObject, objectAt, objectsAt, setDefault, type Fields } from '../fields.ts';

export function defaultWebhookConfiguration(object: Fields): void {
  for (const webhook of objectsAt(object, 'webhooks')) {
    setDefault(webhook, 'failurePolicy', 'Fail');
    setDefault(webhook, 'matchPolicy', 'Equivalent');
    setDefault(webhook, 'namespaceSelector', {});
    setDefault(webhook, 'objectSelector', {});
    setDefault(webhook, 'timeoutSeconds', 10);
    if (object['kind'] === 'MutatingWebhookConfiguration') setDefault(webhook, 'reinvocationPolicy', 'Never');
    const service = objectAt(objectAt(webhook, 'clientConfig'), 'service');
    if (service !== undefined) setDefault(service, 'port', 443);
    for (const rule of objectsAt(webhook, 'rules')) setDefault(rule, 'scope', '*');
  }
}

export function defaultAdmissionPolicy(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'failurePolicy', 'Fail');
  defaultMatchResources(objectAt(spec, 'matchConstraints'));
}

export function defaultAdmissionPolicyBinding(object: Fields): void {
  defaultMatchResources(objectAt(objectAt(object, 'spec'), 'matchResources'));
}

function defaultMatchResources(resources: Fields | undefined): void {
  if (resources === undefined) return;
  setDefault(resources, 'matchPolicy', 'Equivalent');
  setDefault(resources, 'namespaceSelector', {});
  setDefault(resources, 'objectSelector', {});
  for (const name of ['resourceRules', 'excludeResourceRules'])
    for (const rule of objectsAt(resources, name)) setDefault(rule, 'scope', '*');
}
