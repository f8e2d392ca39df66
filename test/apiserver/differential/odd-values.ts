/** Values of each type that are odd in some way: wrong in type, too large, in a form that is seldom written. */

interface OddValue {
  readonly how: string;
  readonly value: unknown;
}

/** Stands for a number that JavaScript cannot hold: its digits are written as they are. */
export function rawNumber(digits: string): string {
  return `$RAW:${digits}`;
}

/** The text of a body with what `rawNumber` stands for. */
export function withRawNumbers(text: string): string {
  return text.replaceAll(/"\$RAW:([^"]*)"/g, '$1');
}

function named(prefix: string, values: readonly unknown[]): readonly OddValue[] {
  return values.map((value) => ({ how: `${prefix} ${JSON.stringify(value)}`, value }));
}

export const oddBooleans: readonly OddValue[] = named('odd', ['true', 1, 0, '', [], {}]);

export function oddTexts(value: string): readonly OddValue[] {
  return [
    { how: 'mistyped truth', value: true },
    { how: 'mistyped list', value: [value] },
    { how: 'mistyped object', value: {} },
    { how: 'very long', value: 'c'.repeat(5000) },
    { how: 'upper', value: value.toUpperCase() },
    { how: 'twice', value: `${value},${value}` },
    { how: 'digits', value: '123' },
    { how: 'negative digits', value: '-1' },
    { how: 'dash', value: `${value}-` },
    { how: 'dots', value: 'a..b' },
    { how: 'line', value: `${value}\nline` },
    { how: 'letters', value: 'größe' },
    { how: 'zero byte', value: 'a\u0000b' },
    { how: 'address', value: '300.1.2.3' },
    { how: 'longer address', value: '::1' },
    { how: 'address with zeros', value: '010.1.2.3' },
    { how: 'url', value: 'https://user@example.com:99999/a?b#c' },
    { how: 'quoted', value: '"a"\\<b>&' },
  ];
}

export const oddNumbers: readonly OddValue[] = named('odd', [
  1.5,
  '5',
  true,
  [],
  {},
  100,
  101,
  65_535,
  65_536,
  -2_147_483_648,
  2_147_483_648,
  rawNumber('1e2'),
  rawNumber('1.0'),
  rawNumber('9007199254740993'),
  rawNumber('9223372036854775807'),
  rawNumber('9223372036854775808'),
  rawNumber('-9223372036854775809'),
  rawNumber('1e400'),
]);

export const oddQuantities: readonly OddValue[] = [
  ...['0', '-1', '1500m', '100', '1Ei', '0.5', 'x'].map((amount) => ({
    how: `quantity ${amount}`,
    value: amount,
  })),
  ...named('odd', [
    '',
    ' 1',
    '1 ',
    '+1',
    '1e3',
    '1E3',
    '1e-3',
    '1.5Gi',
    '0.0001',
    '1n',
    '0.1n',
    '12345678901234567890',
    '1e100',
    '-0',
    '.5',
    '5.',
    '1KI',
    '1ki',
    '1k',
    '1K',
    '0x10',
    '1m1',
    '1_000',
    '00012',
    '1.50',
    '1024Mi',
    '1000m',
    '-1.5Gi',
    1.5,
    7,
    -3,
    true,
    [],
    {},
    rawNumber('1e3'),
    rawNumber('1.50'),
    rawNumber('12345678901234567890'),
  ]),
];

export const oddIntOrStrings: readonly OddValue[] = [
  ...[0, -1, 1, 70_000, '', '0', '150%', '-5%', '10', 'Word_', 'word'].map((port) => ({
    how: `int or string ${JSON.stringify(port)}`,
    value: port,
  })),
  ...named('odd', [
    '100%',
    '0%',
    '%',
    '1.5%',
    '05%',
    'a-very-long-word-x',
    '1a',
    'a--b',
    '-a',
    1.5,
    true,
    [],
    {},
    rawNumber('2147483648'),
    rawNumber('1e2'),
  ]),
];

export const oddBytes: readonly OddValue[] = [
  { how: 'other bytes', value: 'e30=' },
  { how: 'no base64', value: '#' },
  ...named('odd', ['', 'AAE', 'AA==', 'A', 'AAE=AAE=', 'A\nAE=', '_-8=', ' AAE=', 5, true, [1, 2], {}]),
];

export const oddTimes: readonly OddValue[] = [
  { how: 'later', value: '2031-01-01T00:00:00Z' },
  ...named('odd', [
    '',
    '2024-01-01',
    '2024-13-01T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00+02:00',
    '2024-01-01T00:00:00.5Z',
    '2024-01-01T00:00:00.123456789Z',
    '2024-01-01T00:00:00.000001Z',
    '2024-01-01t00:00:00z',
    '2024-1-1T0:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '10000-01-01T00:00:00Z',
    5,
    true,
    {},
  ]),
];
