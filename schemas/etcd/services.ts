import { fileURLToPath } from 'node:url';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** The package of each service. */
const packages = {
  KV: 'etcdserverpb',
  Watch: 'etcdserverpb',
  Lease: 'etcdserverpb',
  Cluster: 'etcdserverpb',
  Maintenance: 'etcdserverpb',
  Lock: 'v3lockpb',
  Election: 'v3electionpb',
} as const;

export type EtcdServiceName = keyof typeof packages;

export type EtcdServices = Readonly<Record<EtcdServiceName, ServiceDefinition>>;

let loaded: EtcdServices | undefined;

/** The services of the `.proto` files here, read at the first call. Messages have the form that `wire-types.ts` describes. */
export function etcdServices(): EtcdServices {
  loaded ??= readServices();
  return loaded;
}

function readServices(): EtcdServices {
  const definitions = loadSync(['rpc.proto', 'lock.proto', 'election.proto'], {
    includeDirs: [folder],
    longs: String,
    enums: String,
    defaults: true,
    arrays: true,
    oneofs: true,
  });
  const service = (name: EtcdServiceName): ServiceDefinition => {
    const definition = definitions[`${packages[name]}.${name}`];
    if (definition === undefined || 'format' in definition)
      throw new Error(`${folder} does not describe the service ${name}`);
    return definition;
  };
  const names = Object.keys(packages) as EtcdServiceName[];
  return Object.fromEntries(names.map((name) => [name, service(name)])) as Record<
    EtcdServiceName,
    ServiceDefinition
  >;
}

/** One method by its name in its service. */
export function etcdMethod(service: EtcdServiceName, name: string): MethodDefinition<object, object> {
  const method = etcdServices()[service][name];
  if (method === undefined) throw new Error(`the service ${service} has no method ${name}`);
  return method;
}
