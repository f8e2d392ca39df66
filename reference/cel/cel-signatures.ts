const conversions = [
  'bool(bool): bool',
  'bool(string): bool',
  'bytes(bytes): bytes',
  'bytes(string): bytes',
  'double(double): double',
  'double(int): double',
  'double(string): double',
  'double(uint): double',
  'duration(duration): duration',
  'duration(int): duration',
  'duration(string): duration',
  'dyn(A): dyn',
  'int(int): int',
  'int(double): int',
  'int(duration): int',
  'int(string): int',
  'int(timestamp): int',
  'int(uint): int',
  'string(string): string',
  'string(bool): string',
  'string(bytes): string',
  'string(double): string',
  'string(duration): string',
  'string(int): string',
  'string(timestamp): string',
  'string(uint): string',
  'timestamp(timestamp): timestamp',
  'timestamp(int): timestamp',
  'timestamp(string): timestamp',
  'type(A): type(A)',
  'uint(uint): uint',
  'uint(double): uint',
  'uint(int): uint',
  'uint(string): uint',
];

const comparable = [
  ['bool', 'bool'],
  ['int', 'int'],
  ['int', 'double'],
  ['int', 'uint'],
  ['uint', 'uint'],
  ['uint', 'double'],
  ['uint', 'int'],
  ['double', 'double'],
  ['double', 'int'],
  ['double', 'uint'],
  ['string', 'string'],
  ['bytes', 'bytes'],
  ['timestamp', 'timestamp'],
  ['duration', 'duration'],
];

const comparisons = ['_<_', '_<=_', '_>_', '_>=_'].flatMap((operator) =>
  comparable.map(([left = '', right = '']) => `${operator}(${left}, ${right}): bool`),
);

function calculations(operator: string, types: readonly string[]): readonly string[] {
  return types.map((type) => `${operator}(${type}, ${type}): ${type}`);
}

const operators = [
  '_?_:_(bool, A, A): A',
  '_&&_(bool, bool): bool',
  '_||_(bool, bool): bool',
  '!_(bool): bool',
  '@not_strictly_false(bool): bool',
  '_==_(A, A): bool',
  '_!=_(A, A): bool',
  ...calculations('_+_', ['bytes', 'double', 'duration']),
  '_+_(duration, timestamp): timestamp',
  '_+_(timestamp, duration): timestamp',
  ...calculations('_+_', ['int', 'list(A)', 'string', 'uint']),
  ...calculations('_/_', ['double', 'int', 'uint']),
  ...calculations('_%_', ['int', 'uint']),
  ...calculations('_*_', ['double', 'int', 'uint']),
  '-_(double): double',
  '-_(int): int',
  ...calculations('_-_', ['double', 'duration', 'int']),
  '_-_(timestamp, duration): timestamp',
  '_-_(timestamp, timestamp): duration',
  ...calculations('_-_', ['uint']),
  ...comparisons,
  '_[_](list(A), int): A',
  '_[_](map(A, B), A): B',
  '_[_](optional(list(V)), int): optional(V)',
  '_[_](optional(map(K, V)), K): optional(V)',
  '_[?_](list(V), int): optional(V)',
  '_[?_](optional(list(V)), int): optional(V)',
  '_[?_](map(K, V), K): optional(V)',
  '_[?_](optional(map(K, V)), K): optional(V)',
  '@in(A, list(A)): bool',
  '@in(A, map(A, B)): bool',
];

const sizes = ['bytes', 'list(A)', 'map(A, B)', 'string'].flatMap((type) => [
  `size(${type}): int`,
  `${type}.size(): int`,
]);

const texts = [
  'string.contains(string): bool',
  'string.endsWith(string): bool',
  'string.startsWith(string): bool',
  'matches(string, string): bool',
  'string.matches(string): bool',
  'string.charAt(int): string',
  'string.indexOf(string): int',
  'string.indexOf(string, int): int',
  'string.lastIndexOf(string): int',
  'string.lastIndexOf(string, int): int',
  'string.lowerAscii(): string',
  'string.replace(string, string): string',
  'string.replace(string, string, int): string',
  'string.split(string): list(string)',
  'string.split(string, int): list(string)',
  'string.substring(int): string',
  'string.substring(int, int): string',
  'string.trim(): string',
  'string.upperAscii(): string',
  'string.format(list(dyn)): string',
  'strings.quote(string): string',
  'list(string).join(): string',
  'list(string).join(string): string',
  'string.find(string): string',
  'string.findAll(string): list(string)',
  'string.findAll(string, int): list(string)',
];

const timeParts = ['FullYear', 'Month', 'DayOfYear', 'DayOfMonth', 'Date', 'DayOfWeek'];
const clockParts = ['Hours', 'Minutes', 'Seconds', 'Milliseconds'];

const times = [...timeParts, ...clockParts].flatMap((part) => [
  `timestamp.get${part}(): int`,
  `timestamp.get${part}(string): int`,
  ...(clockParts.includes(part) ? [`duration.get${part}(): int`] : []),
]);

const optionals = [
  'optional.of(V): optional(V)',
  'optional.ofNonZeroValue(V): optional(V)',
  'optional.none(): optional(V)',
  'optional(V).value(): V',
  'optional(V).hasValue(): bool',
  'optional(V).or(optional(V)): optional(V)',
  'optional(V).orValue(V): V',
];

const sortable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

const lists = [
  ...sortable.map((type) => `list(${type}).isSorted(): bool`),
  ...['int', 'uint', 'double', 'duration'].map((type) => `list(${type}).sum(): ${type}`),
  ...sortable.map((type) => `list(${type}).max(): ${type}`),
  ...sortable.map((type) => `list(${type}).min(): ${type}`),
  'list(A).indexOf(A): int',
  'list(A).lastIndexOf(A): int',
  'sets.contains(list(T), list(T)): bool',
  'sets.equivalent(list(T), list(T)): bool',
  'sets.intersects(list(T), list(T)): bool',
];

const quantities = [
  'quantity(string): Quantity',
  'isQuantity(string): bool',
  'sign(Quantity): int',
  'Quantity.isGreaterThan(Quantity): bool',
  'Quantity.isLessThan(Quantity): bool',
  'Quantity.compareTo(Quantity): int',
  'Quantity.asApproximateFloat(): double',
  'Quantity.asInteger(): int',
  'Quantity.isInteger(): bool',
  'Quantity.add(Quantity): Quantity',
  'Quantity.add(int): Quantity',
  'Quantity.sub(Quantity): Quantity',
  'Quantity.sub(int): Quantity',
];

const addresses = [
  'ip(string): IP',
  'IP.family(): int',
  'ip.isCanonical(string): bool',
  'IP.isUnspecified(): bool',
  'IP.isLoopback(): bool',
  'IP.isLinkLocalMulticast(): bool',
  'IP.isLinkLocalUnicast(): bool',
  'IP.isGlobalUnicast(): bool',
  'isIP(string): bool',
  'string(IP): string',
  'cidr(string): CIDR',
  'CIDR.containsIP(string): bool',
  'CIDR.containsIP(IP): bool',
  'CIDR.containsCIDR(string): bool',
  'CIDR.containsCIDR(CIDR): bool',
  'CIDR.ip(): IP',
  'CIDR.prefixLength(): int',
  'CIDR.masked(): CIDR',
  'isCIDR(string): bool',
  'string(CIDR): string',
];

const urls = [
  'url(string): URL',
  ...['Scheme', 'Host', 'Hostname', 'Port', 'EscapedPath'].map((part) => `URL.get${part}(): string`),
  'URL.getQuery(): map(string, list(string))',
  'isURL(string): bool',
];

const formatNames = (
  'dns1123Label dns1123Subdomain dns1035Label qualifiedName dns1123LabelPrefix dns1123SubdomainPrefix ' +
  'dns1035LabelPrefix labelValue uri uuid byte date datetime'
).split(' ');

const formats = [
  ...formatNames.map((name) => `format.${name}(): Format`),
  'format.named(string): optional(Format)',
  'Format.validate(string): optional(list(string))',
];

const authorizations = [
  'Authorizer.path(string): PathCheck',
  'Authorizer.group(string): GroupCheck',
  'Authorizer.serviceAccount(string, string): Authorizer',
  'GroupCheck.resource(string): ResourceCheck',
  ...['subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector'].map(
    (part) => `ResourceCheck.${part}(string): ResourceCheck`,
  ),
  'PathCheck.check(string): Decision',
  'ResourceCheck.check(string): Decision',
  'Decision.errored(): bool',
  'Decision.error(): string',
  'Decision.allowed(): bool',
  'Decision.reason(): string',
];

/**
 * The functions of CEL in Kubernetes 1.32 for expressions that are new, by their signatures; those of one name are tried in this
 * order. Types of one letter stand for any type.
 */
export const celSignatures: readonly string[] = [
  ...operators,
  ...conversions,
  ...sizes,
  ...texts,
  ...times,
  ...optionals,
  ...lists,
  ...quantities,
  ...addresses,
  ...urls,
  ...formats,
  ...authorizations,
];
