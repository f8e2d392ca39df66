import { describe, expect, it } from 'vitest';
import {
  parseAddressRange,
  parseAddressRanges,
  parsePortRange,
} from '../../../reference/apiserver/allocators/address-range.ts';
import { ipText, parseCidr, parseIp } from '../../../reference/apiserver/validation/ip-address.ts';

describe('addresses', () => {
  it.each([
    ['10.0.0.1', 'IPv4', '10.0.0.1'],
    ['010.000.0.01', 'IPv4', '10.0.0.1'],
    ['::ffff:10.0.0.1', 'IPv4', '10.0.0.1'],
    ['::', 'IPv6', '::'],
    ['fd00:0:0::0:1', 'IPv6', 'fd00::1'],
    ['1:0:0:2:0:0:0:3', 'IPv6', '1:0:0:2::3'],
    ['1:0:2:0:3:0:4:0', 'IPv6', '1:0:2:0:3:0:4:0'],
    ['64:ff9b::10.1.2.3', 'IPv6', '64:ff9b::a01:203'],
  ])('%s is %s %s', (text, family, canonical) => {
    const address = parseIp(text);
    expect(address?.family).toBe(family);
    expect(address === undefined ? '' : ipText(address)).toBe(canonical);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '1.2.3.4.5',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'x',
    ':',
    '1:2',
  ])('%j is none', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/x', 'fd00::/129', '/8'])('%j is no range', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe('address ranges', () => {
  it.each([
    ['10.0.0.0/24', '10.0.0.1', '10.0.0.254', 254, 16],
    ['10.0.0.0/28', '10.0.0.1', '10.0.0.14', 14, 0],
    ['10.96.0.0/12', '10.96.0.1', '10.111.255.254', 1_048_574, 256],
    ['fd00:10::/112', 'fd00:10::1', 'fd00:10::ffff', 65_535, 256],
    ['fd00:10::/108', 'fd00:10::1', 'fd00:10::ffff', 65_535, 256],
  ])('%s goes from %s to %s', (cidr, first, last, size, kept) => {
    const range = parseAddressRange(cidr);
    expect(range?.first).toBe(first);
    expect(range?.addressOf(size - 1)).toBe(last);
    expect(range?.numberOf(last)).toBe(size - 1);
    expect(range?.allocation.size).toBe(size);
    expect(range?.allocation.keptForRequests).toBe(kept);
  });

  it.each(['10.0.0.0', '10.0.0.9', '10.0.1.0', '10.0.0.255', 'fd00::1', 'None', ''])(
    '%j is not in 10.0.0.0/29',
    (text) => {
      expect(parseAddressRange('10.0.0.0/29')?.numberOf(text)).toBeUndefined();
    },
  );

  it.each([
    '10.0.0.0/8',
    '10.0.0.0/30',
    'x',
    '10.0.0.0/16,10.1.0.0/16',
    'fd00::/112,10.0.0.0/16,10.1.0.0/16',
  ])('%j is refused', (text) => {
    expect(parseAddressRanges(text)).toBeUndefined();
  });

  it('two ranges of different families are taken in the order given', () => {
    const ranges = parseAddressRanges('fd00:10::/112,10.0.0.0/16');
    expect(ranges?.map(({ family, allocation }) => [family, allocation.name])).toEqual([
      ['IPv6', 'serviceips'],
      ['IPv4', 'secondaryserviceips'],
    ]);
  });
});

describe('port ranges', () => {
  it.each([
    ['30000-32767', 30_000, 2768, 86],
    ['30000+9', 30_000, 10, 0],
    ['30000', 30_000, 1, 0],
    ['30000-30016', 30_000, 17, 16],
  ])('%s', (text, first, size, kept) => {
    const range = parsePortRange(text);
    expect([range?.first, range?.allocation.size, range?.allocation.keptForRequests]).toEqual([
      first,
      size,
      kept,
    ]);
  });

  it.each(['', '0-10', '10-9', '30000-65536', '30000-', 'x'])('%j is none', (text) => {
    expect(parsePortRange(text)).toBeUndefined();
  });
});
