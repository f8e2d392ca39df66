import { readFileSync } from 'node:fs';
import type { EtcdTls } from '../etcd/grpc/listener.ts';
import type { EtcdServerOptions, ListenAddress } from '../etcd/grpc/server.ts';
import { highestPort, textOption, wholeNumber, type CommandOptions } from './foreground.ts';
import { StartError } from './start-error.ts';

const mostRequestBytes = 64 * 1024 * 1024;

/**
 * How a member listens for clients, from the options of `plimsoll component etcd`, named as those of etcd itself: `port` or
 * `listenClientUrls`, `certFile`, `keyFile`, `trustedCaFile`, `clientCertAuth`, `listenMetricsUrls`, `maxRequestBytes`. Throws
 * a `StartError` that names the option.
 */
export function clientListenerOptions(options: CommandOptions): EtcdServerOptions {
  const port = wholeNumber(options, 'port', highestPort);
  const urls = addressesOf(options, 'listenClientUrls');
  if (port !== undefined && urls.length > 0)
    throw new StartError('--port and --listen-client-urls say the same thing: give one of them');
  const tls = tlsOf(options);
  for (const { url } of urls) checkScheme(url, tls);
  const metrics = addressesOf(options, 'listenMetricsUrls');
  for (const { url } of metrics) {
    if (url.protocol !== 'http:')
      throw new StartError(`--listen-metrics-urls are plain http:// here, and ${url.origin} is not`);
  }
  const [first, ...more] = urls.map(({ address }) => address);
  const maxRequestBytes = wholeNumber(options, 'maxRequestBytes', mostRequestBytes);
  return {
    ...(first ?? (port === undefined ? {} : { port })),
    ...(more.length === 0 ? {} : { alsoListenAt: more }),
    ...(tls === undefined ? {} : { tls }),
    ...(metrics.length === 0 ? {} : { listenMetricsAt: metrics.map(({ address }) => address) }),
    ...(maxRequestBytes === undefined ? {} : { maxRequestBytes }),
  };
}

function addressesOf(
  options: CommandOptions,
  name: string,
): readonly { readonly url: URL; readonly address: ListenAddress }[] {
  const text = textOption(options, name);
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const match = /^https?:\/\/(?:\[([0-9a-fA-F:]+)\]|([^/:?#]+)):(\d+)\/?$/.exec(part.trim());
    const url = URL.parse(part.trim());
    const port = Number(match?.[3]);
    if (match === null || url === null || port > highestPort) {
      throw new StartError(
        `${JSON.stringify(part)} is no address: write http://HOST:PORT or https://HOST:PORT`,
      );
    }
    return { url, address: { host: match[1] ?? match[2] ?? '', port } };
  });
}

function checkScheme(url: URL, tls: EtcdTls | undefined): void {
  if (url.protocol === 'https:' && tls === undefined)
    throw new StartError(`${url.origin} needs a certificate: give --cert-file and --key-file`);
  if (url.protocol === 'http:' && tls !== undefined)
    throw new StartError(`with --cert-file clients are served over TLS: write https:// for ${url.origin}`);
}

function tlsOf(options: CommandOptions): EtcdTls | undefined {
  const certFile = textOption(options, 'certFile');
  const keyFile = textOption(options, 'keyFile');
  const caFile = textOption(options, 'trustedCaFile');
  const required = options['clientCertAuth'] === true;
  if (required && caFile === undefined)
    throw new StartError('--client-cert-auth needs --trusted-ca-file: whose certificates are good');
  if (certFile === undefined && keyFile === undefined) {
    if (caFile === undefined) return undefined;
    throw new StartError('--trusted-ca-file is for TLS: give --cert-file and --key-file too');
  }
  if (certFile === undefined || keyFile === undefined)
    throw new StartError('TLS needs both: --cert-file and --key-file');
  return {
    cert: pem(certFile),
    key: pem(keyFile),
    ...(caFile === undefined ? {} : { ca: pem(caFile) }),
    requireClientCertificate: required,
  };
}

function pem(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`the file ${file} cannot be read: ${reason}`, { cause: error });
  }
  if (!text.includes('-----BEGIN ')) throw new StartError(`the file ${file} is not in PEM form`);
  return text;
}
