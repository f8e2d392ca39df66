import type { Environment } from '@marcbachmann/cel-js';
import { ipText, parseCidr, parseIp, type Cidr, type IpAddress } from '../validation/ip-address.ts';
import { registerFunctions, registerNamespace, registerOpaque } from './cel-functions.ts';

export class Ip {
  readonly address: IpAddress;
  constructor(address: IpAddress) {
    this.address = address;
  }
}

export class Net {
  readonly cidr: Cidr;
  readonly text: string;
  constructor(cidr: Cidr, text: string) {
    this.cidr = cidr;
    this.text = text;
  }
}

/** Unlike elsewhere in the API, leading zeros are no numbers, and no address of one family is written as one of the other. */
function addressIn(text: string): IpAddress | undefined {
  const address = /(?:^|[.:])0\d+\.|\.0\d/.test(text) ? undefined : parseIp(text);
  return address?.family === 'IPv4' && text.includes(':') ? undefined : address;
}

function networkIn(text: string): Cidr | undefined {
  const [address = '', bits = ''] = text.split('/');
  return addressIn(address) === undefined || /^0\d/.test(bits) ? undefined : parseCidr(text);
}

function ip(text: string): Ip {
  const address = addressIn(text);
  if (address === undefined)
    throw new Error(`IP Address '${text}' parse error during conversion from string`);
  return new Ip(address);
}

function cidr(text: string): Net {
  const parsed = networkIn(text);
  if (parsed === undefined)
    throw new Error(`network address parse error during conversion from string: '${text}'`);
  return new Net(parsed, text);
}

const widths = { IPv4: 32, IPv6: 128 } as const;

/** Whether the address lies in the network. */
function lies({ family, value }: IpAddress, network: Pick<Cidr, 'family' | 'network' | 'bits'>): boolean {
  const shift = BigInt(widths[family] - network.bits);
  return family === network.family && value >> shift === network.network >> shift;
}

function liesIn(address: IpAddress, ...texts: readonly string[]): boolean {
  return texts.some((text) => lies(address, cidr(text).cidr));
}

function isUnicast({ address }: Ip): boolean {
  return !liesIn(
    address,
    ...loopbacks,
    ...multicast,
    ...unspecified,
    '169.254.0.0/16',
    'fe80::/10',
    '255.255.255.255/32',
  );
}

const loopbacks = ['127.0.0.0/8', '::1/128'];
const multicast = ['224.0.0.0/4', 'ff00::/8'];
const unspecified = ['0.0.0.0/32', '::/128'];

const ipType = 'net.IP';
const netType = 'net.CIDR';

/** The functions of Kubernetes' CEL for addresses and networks. */
export function registerAddresses(environment: Environment): void {
  registerOpaque(environment, ipType, Ip);
  registerOpaque(environment, netType, Net);
  environment.registerOperator(
    `${ipType} == ${ipType}`,
    (a: Ip, b: Ip) => ipText(a.address) === ipText(b.address),
  );
  environment.registerOperator(
    `${netType} == ${netType}`,
    (a: Net, b: Net) => networkText(a) === networkText(b),
  );
  registerNamespace(environment, 'ip', {
    'isCanonical(string): bool': (text: string) => ipText(ip(text).address) === text,
  });
  registerFunctions(environment, {
    [`ip(string): ${ipType}`]: ip,
    'isIP(string): bool': (text: string) => addressIn(text) !== undefined,
    [`string(${ipType}): string`]: ({ address }: Ip) => ipText(address),
    [`${ipType}.family(): int`]: ({ address }: Ip) => (address.family === 'IPv4' ? 4n : 6n),
    [`${ipType}.isUnspecified(): bool`]: ({ address }: Ip) => liesIn(address, ...unspecified),
    [`${ipType}.isLoopback(): bool`]: ({ address }: Ip) => liesIn(address, ...loopbacks),
    [`${ipType}.isLinkLocalMulticast(): bool`]: ({ address }: Ip) =>
      liesIn(address, '224.0.0.0/24', 'ff02::/16'),
    [`${ipType}.isLinkLocalUnicast(): bool`]: ({ address }: Ip) =>
      liesIn(address, '169.254.0.0/16', 'fe80::/10'),
    [`${ipType}.isGlobalUnicast(): bool`]: isUnicast,
  });
  registerNetworks(environment);
}

function registerNetworks(environment: Environment): void {
  registerFunctions(environment, {
    [`cidr(string): ${netType}`]: cidr,
    'isCIDR(string): bool': (text: string) => networkIn(text) !== undefined,
    [`string(${netType}): string`]: ({ text }: Net) => text,
    [`${netType}.containsIP(${ipType}): bool`]: (net: Net, { address }: Ip) => lies(address, net.cidr),
    [`${netType}.containsIP(string): bool`]: (net: Net, text: string) => lies(ip(text).address, net.cidr),
    [`${netType}.containsCIDR(${netType}): bool`]: containsNetwork,
    [`${netType}.containsCIDR(string): bool`]: (net: Net, text: string) => containsNetwork(net, cidr(text)),
    [`${netType}.ip(): ${ipType}`]: ({ text }: Net) => ip(text.slice(0, text.indexOf('/'))),
    [`${netType}.masked(): ${netType}`]: (net: Net) => cidr(networkText(net)),
    [`${netType}.prefixLength(): int`]: ({ cidr: { bits } }: Net) => BigInt(bits),
  });
}

function containsNetwork({ cidr: outer }: Net, { cidr: inner }: Net): boolean {
  return inner.bits >= outer.bits && lies({ family: inner.family, value: inner.network }, outer);
}

function networkText({ cidr: { family, network, bits } }: Net): string {
  return `${ipText({ family, value: network })}/${bits}`;
}
