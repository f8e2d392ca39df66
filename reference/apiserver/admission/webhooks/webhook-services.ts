import { objectAt, objectsAt, textAt } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { DialAddress } from '../../outbound/webhook-message.ts';
import type { ServiceReference } from './webhook-configuration.ts';

/**
 * Where a Service is reached: at its cluster IP, or at the name that it stands for. There is no pod network here: a cluster IP
 * leads somewhere only where the host routes it.
 */
export async function dialService(
  services: ObjectStore,
  { namespace, name, port }: ServiceReference,
): Promise<DialAddress> {
  const key = services.keyOf(namespace, name);
  const found = (services.cache.objects.get(key) ?? (await services.read(key)))?.object;
  const quoted = JSON.stringify(name);
  if (found === undefined) return { unreachable: `service ${quoted} not found` };
  const spec = objectAt(found, 'spec');
  if (textAt(spec, 'type') === 'ExternalName') return { host: textAt(spec, 'externalName'), port };
  const clusterIp = textAt(spec, 'clusterIP');
  if (clusterIp === 'None') return { unreachable: 'cannot route to service with ClusterIP "None"' };
  const offered = objectsAt(spec, 'ports').some((one) => one['port'] === port);
  return offered
    ? { host: clusterIp, port }
    : { unreachable: `no service port ${port} found for service ${quoted}` };
}
