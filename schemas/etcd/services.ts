import { fileURLToPath } from 'node:url';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';

const description = fileURLToPath(new URL('rpc.proto', import.meta.url));

export type EtcdServiceName = 'KV' | 'Watch' | 'Lease' | 'Cluster' | 'Maintenance';

export type EtcdServices = Readonly<Record<EtcdServiceName, ServiceDefinition>>;

let loaded: EtcdServices | undefined;

/** The services of `rpc.proto`, read at the first call. Messages have the form that `wire-types.ts` describes. */
export function etcdServices(): EtcdServices {
  loaded ??= readServices();
  return loaded;
}

function readServices(): EtcdServices {
  const definitions = loadSync(description, {
    longs: String,
    enums: String,
    defaults: true,
    arrays: true,
    oneofs: true,
  });
  const service = (name: EtcdServiceName): ServiceDefinition => {
    const definition = definitions[`etcdserverpb.${name}`];
    if (definition === undefined || 'format' in definition)
      throw new Error(`${description} lacks the service ${name}`);
    return definition;
  };
  return {
    KV: service('KV'),
    Watch: service('Watch'),
    Lease: service('Lease'),
    Cluster: service('Cluster'),
    Maintenance: service('Maintenance'),
  };
}

/** One method by its name in its service. */
export function etcdMethod(service: EtcdServiceName, name: string): MethodDefinition<object, object> {
  const method = etcdServices()[service][name];
  if (method === undefined) throw new Error(`the service ${service} has no method ${name}`);
  return method;
}
