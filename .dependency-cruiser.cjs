/**
 * Who may import whom. An allow-list that fails closed: a folder that no rule names may import nothing of the others,
 * and a folder that is not on the list is an error. Each rule's comment says what to do instead.
 */
const components = ['scheduler', 'controllers', 'kubelet', 'proxy', 'dns', 'ingress', 'dashboard', 'network'];

/** What each folder may import, besides itself, packages and Node. */
const allowed = {
  'schemas/types': [],
  'schemas/etcd': ['schemas/types'],
  'reference/index': ['reference/cluster', 'reference/client'],
  'reference/sim': [],
  'reference/client': ['reference/sim', 'schemas/'],
  'reference/etcd': ['reference/sim', 'schemas/types'],
  'reference/etcd/grpc': ['reference/etcd', 'reference/sim', 'schemas/types', 'schemas/etcd'],
  'reference/etcd/peer': ['reference/etcd', 'reference/sim', 'schemas/types'],
  'reference/etcd/raft': ['reference/etcd/invariant'],
  'reference/etcd/storage': ['reference/etcd/raft', 'reference/etcd/invariant', 'reference/sim'],
  'reference/quota': ['schemas/'],
  'reference/cel': [],
  'reference/apiserver': [
    'reference/sim',
    'reference/client',
    'reference/quota',
    'reference/cel',
    'reference/etcd/grpc/client',
    'schemas/',
  ],
  'reference/cluster': ['reference/', 'schemas/'],
  'reference/adapter': ['reference/', 'schemas/', 'harness/ports'],
  ...Object.fromEntries(
    components.map((name) => [
      `reference/${name}`,
      ['reference/client', 'reference/sim', 'reference/quota', 'reference/cel', 'schemas/types'],
    ]),
  ),
  'harness/ports': ['schemas/types'],
  'harness/verdict': [],
  'harness/index': ['harness/'],
  'harness/catalogue': ['harness/ports', 'schemas/'],
  'harness/history': ['harness/catalogue', 'schemas/'],
  'harness/judges': ['harness/history', 'harness/catalogue', 'schemas/'],
  'harness/world': [
    'harness/ports',
    'harness/adapters',
    'harness/verdict',
    'harness/history',
    'harness/judges',
    'schemas/',
  ],
  'harness/steps': [
    'harness/catalogue',
    'harness/world',
    'harness/ports',
    'harness/verdict',
    'harness/saboteurs',
    'harness/history',
    'harness/judges',
    'schemas/',
  ],
  'harness/properties': [
    'harness/ports',
    'harness/world',
    'harness/verdict',
    'harness/history',
    'harness/judges',
    'schemas/',
  ],
  'harness/saboteurs': ['harness/ports', 'harness/world', 'schemas/'],
  'harness/adapters': ['harness/ports', 'harness/catalogue', 'harness/verdict', 'schemas/'],
  'harness/runner': ['harness/', 'schemas/'],
  'harness/report': ['harness/', 'schemas/'],
  'harness/cli': ['harness/', 'schemas/'],
};

const remedies = {
  reference:
    'Everything that components exchange goes through the API server (ARCH-2): use reference/client; only cluster/ wires components together.',
  harness:
    'The harness knows the reference only as an adapter that is loaded by name; share what both need through schemas/ or harness/ports.',
  schemas: 'Schemas and their types stand below everything: they import nothing.',
};

const folders = Object.keys(allowed);
const pattern = (path) => `^${path.replaceAll('/', '\\/')}${path.endsWith('/') ? '' : '(\\/|\\.|$)'}`;

const perFolder = folders.map((folder) => ({
  name: `${folder} keeps to its neighbours`,
  comment: `${folder} may import only ${[folder, ...allowed[folder]].join(', ')}. ${remedies[folder.split('/')[0]]}`,
  severity: 'error',
  from: {
    path: pattern(folder),
    pathNot: folders.filter((other) => other.startsWith(`${folder}/`)).map(pattern),
  },
  to: {
    path: '^(reference|harness|schemas|test|features|spec)\\/',
    pathNot: [folder, ...allowed[folder]].map(pattern),
  },
}));

module.exports = {
  forbidden: [
    ...perFolder,
    {
      name: 'a folder that is not on the list',
      comment: 'Add the folder to the allow-list in .dependency-cruiser.cjs and say what it may import.',
      severity: 'error',
      from: { path: '^(reference|harness)\\/', pathNot: folders.map(pattern) },
      to: {},
    },
    {
      name: 'the harness never reaches the reference',
      comment: remedies.harness,
      severity: 'error',
      from: { path: '^harness\\/' },
      to: { path: '^reference\\/', reachable: true },
    },
    {
      name: 'the reference never reaches the harness',
      comment: 'Only reference/adapter may, and only harness/ports.',
      severity: 'error',
      from: { path: '^reference\\/', pathNot: '^reference\\/adapter\\/' },
      to: { path: '^harness\\/', reachable: true },
    },
    {
      name: 'the store knows no Kubernetes and no Node',
      comment:
        'reference/etcd is pure: time, chance and disks come in through the Environment of reference/sim; gRPC lives in grpc/, sockets between members in the tcp files of peer/, files in cluster/ or adapter/.',
      severity: 'error',
      from: {
        path: '^reference\\/etcd\\/',
        pathNot:
          '^reference\\/etcd\\/(grpc\\/|peer\\/(tcp-peers|peer-(connection|frames|socket)|snapshot-passage))',
      },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'no cycles',
      comment: 'Move what both sides need into a third module below them.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing that cannot be resolved',
      comment: 'The file is not there, or the package is not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^mdast$' },
    },
    {
      name: 'no development packages in what is published',
      comment: 'Move the package to "dependencies".',
      severity: 'error',
      from: { path: '^(reference|harness|schemas)\\/', pathNot: '^schemas\\/derive\\/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
