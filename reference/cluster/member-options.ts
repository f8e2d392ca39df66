import { heartbeatsPerElection } from '../etcd/member-parts.ts';
import type { InitialMember } from '../etcd/open-member.ts';
import { clientListenerOptions } from './client-listener-options.ts';
import { textOption, wholeNumber, type CommandOptions } from './foreground.ts';
import { StartError } from './start-error.ts';
import type { StartMemberOptions } from './start-member.ts';

const longestIntervalMs = 60_000;
const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);

/** The options of `plimsoll component etcd`, named as those of etcd itself. Throws a `StartError` that names the option. */
export function memberOptions(options: CommandOptions): Omit<StartMemberOptions, 'onEnd'> {
  const name = textOption(options, 'name') ?? 'default';
  const peer = listenAddress(options, 'listenPeerUrls');
  const timing = intervals(options);
  const { electionMs } = timing;
  const client = {
    ...clientListenerOptions(options),
    ...(electionMs === undefined ? {} : { electionTimeoutMs: electionMs }),
  };
  const initialCluster = initialClusterOf(options, name);
  return {
    name,
    client,
    ...(peer === undefined ? {} : { peer: { ...peer, ...peerFiles(options) } }),
    ...(initialCluster === undefined ? {} : { initialCluster }),
    ...defined({
      dataDir: textOption(options, 'dataDir'),
      token: textOption(options, 'initialClusterToken'),
      initialClusterState: clusterState(options),
      ...timing,
      maxRequestBytes: client.maxRequestBytes,
      quotaBytes: quota(options),
      clientUrls: advertisedUrls(options),
    }),
  };
}

/** As etcd has it: an election timeout is at least five heartbeats, and no lease is shorter than one and a half of it. */
function intervals(
  options: CommandOptions,
): Partial<Record<'heartbeatMs' | 'electionMs' | 'minLeaseTtlSeconds', number | undefined>> {
  const heartbeatMs = interval(options, 'heartbeatInterval');
  const electionMs = interval(options, 'electionTimeout');
  const [heartbeat, election] = [heartbeatMs ?? 100, electionMs ?? 1000];
  if (election < heartbeatsPerElection * heartbeat)
    throw new StartError(
      `--election-timeout must be at least ${heartbeatsPerElection} times --heartbeat-interval, ` +
        `and ${election} is less than ${heartbeatsPerElection * heartbeat}`,
    );
  const minLeaseTtlSeconds = electionMs === undefined ? undefined : Math.ceil((1.5 * electionMs) / 1000);
  return { heartbeatMs, electionMs, minLeaseTtlSeconds };
}

function interval(options: CommandOptions, name: string): number | undefined {
  const value = wholeNumber(options, name, longestIntervalMs);
  if (value === 0) throw new StartError(`the interval ${name} must be at least 1 millisecond`);
  return value;
}

/** As etcd has it: 0 stands for the default. */
function quota(options: CommandOptions): number | undefined {
  const bytes = wholeNumber(options, 'quotaBackendBytes', Number.MAX_SAFE_INTEGER);
  return bytes === 0 ? undefined : bytes;
}

/**
 * Where clients find this member, as the member list says. Other than in etcd it need not be said where it listens at addresses that
 * can be given to others.
 */
function advertisedUrls(options: CommandOptions): readonly string[] | undefined {
  const advertised = textOption(options, 'advertiseClientUrls');
  if (advertised !== undefined) return advertised.split(',').map((url) => urlOf(url.trim()).origin);
  const listened = textOption(options, 'listenClientUrls');
  if (listened === undefined) return undefined;
  const urls = listened.split(',').map((url) => urlOf(url.trim()));
  const usable = urls.filter(({ hostname, port }) => !everyAddress.has(hostname) && port !== '0');
  return usable.length === 0 ? undefined : usable.map(({ origin }) => origin);
}

function defined<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: Exclude<Options[Name], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Options]?: Exclude<Options[Name], undefined> };
}

function listenAddress(
  options: CommandOptions,
  name: string,
): { readonly host: string; readonly port: number } | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const [first = '', ...more] = text.split(',');
  if (more.length > 0) throw new StartError(`this member listens at one address, not at ${text}`);
  const { hostname, port } = urlOf(first);
  return { host: hostname, port: Number(port) };
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.port === '')
    throw new StartError(
      `${JSON.stringify(text)} is no address: write http://HOST:PORT or https://HOST:PORT`,
    );
  return url;
}

function clusterState(options: CommandOptions): 'new' | 'existing' | undefined {
  const state = textOption(options, 'initialClusterState');
  if (state === undefined || state === 'new' || state === 'existing') return state;
  throw new StartError(`--initial-cluster-state is "new" or "existing", not ${JSON.stringify(state)}`);
}

/** `m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480`; a name may stand several times. */
function initialClusterOf(options: CommandOptions, name: string): readonly InitialMember[] | undefined {
  const text = textOption(options, 'initialCluster');
  if (text === undefined) return undefined;
  const members = new Map<string, string[]>();
  for (const part of text.split(',')) {
    const [, member, url] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    if (member === undefined || url === undefined)
      throw new StartError(
        `--initial-cluster is NAME=URL,NAME=URL…, and ${JSON.stringify(part)} is no such part`,
      );
    urlOf(url);
    members.set(member, [...(members.get(member) ?? []), url]);
  }
  if (!members.has(name)) {
    const known = [...members.keys()].join(', ');
    throw new StartError(`--initial-cluster names ${known}, and not this member, --name ${name}`);
  }
  return [...members].map(([each, peerUrls]) => ({ name: each, peerUrls }));
}

function peerFiles(
  options: CommandOptions,
): Pick<NonNullable<StartMemberOptions['peer']>, 'certFile' | 'keyFile' | 'trustedCaFile'> {
  return defined({
    certFile: textOption(options, 'peerCertFile'),
    keyFile: textOption(options, 'peerKeyFile'),
    trustedCaFile: textOption(options, 'peerTrustedCaFile'),
  });
}
