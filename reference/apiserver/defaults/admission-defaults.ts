import { ensureObject, objectAt, objectsAt, setDefault, setDefaultText, type Fields } from '../fields.ts';

export function defaultWebhookConfiguration(object: Fields): void {
  for (const webhook of objectsAt(object, 'webhooks')) {
    setDefaultText(webhook, 'failurePolicy', 'Fail');
    setDefaultText(webhook, 'matchPolicy', 'Equivalent');
    setDefault(webhook, 'namespaceSelector', {});
    setDefault(webhook, 'objectSelector', {});
    setDefault(webhook, 'timeoutSeconds', 10);
    if (object['kind'] === 'MutatingWebhookConfiguration')
      setDefaultText(webhook, 'reinvocationPolicy', 'Never');
    const service = objectAt(objectAt(webhook, 'clientConfig'), 'service');
    if (service !== undefined) setDefault(service, 'port', 443);
    for (const rule of objectsAt(webhook, 'rules')) setDefaultText(rule, 'scope', '*');
  }
}

export function defaultAdmissionPolicy(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefaultText(spec, 'failurePolicy', 'Fail');
  defaultMatchResources(objectAt(spec, 'matchConstraints'));
}

export function defaultAdmissionPolicyBinding(object: Fields): void {
  defaultMatchResources(objectAt(objectAt(object, 'spec'), 'matchResources'));
}

function defaultMatchResources(resources: Fields | undefined): void {
  if (resources === undefined) return;
  setDefaultText(resources, 'matchPolicy', 'Equivalent');
  setDefault(resources, 'namespaceSelector', {});
  setDefault(resources, 'objectSelector', {});
  for (const name of ['resourceRules', 'excludeResourceRules'])
    for (const rule of objectsAt(resources, name)) setDefaultText(rule, 'scope', '*');
}
