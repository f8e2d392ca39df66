/**
 * Servers of older Kubernetes versions. The behaviour implemented is 1.32's throughout; a server that is told to be older only
 * offers, besides, what was removed since, so that requirements with an upper bound (`applies: <1.19`) can be shown. What was
 * added since is not taken away.
 *
 * How to say that something is of the past, by the version from which it is no more:
 * - an option of the API server: `removedIn: '1.19'` in its `FlagDescription`. Later servers do not know it.
 * - an admission plugin: `removedIn: '1.30'` in its entry of the plugin catalogue.
 * - anything else: `isBefore(version, '1.20')`, with `ApiServerOptions.kubernetesVersion`, or with `FlagContext.kubernetesVersion`
 *   while options are read.
 *
 * How to start one: `startCluster({ kubernetesVersion: '1.18' })`, `startServer({ kubernetesVersion: '1.18' })`, or, for the
 * harness, `--adapter "reference?kubernetes=1.18"`.
 */
export type KubernetesVersion = `1.${number}`;

/** The version whose behaviour is implemented. */
export const currentVersion: KubernetesVersion = '1.32';

/** From which version on something is no more; absent: it still is. */
export interface Removable {
  readonly removedIn?: KubernetesVersion;
}

export function isBefore(version: KubernetesVersion, other: KubernetesVersion): boolean {
  return minorOf(version) < minorOf(other);
}

export function isOffered({ removedIn }: Removable, version: KubernetesVersion): boolean {
  return removedIn === undefined || isBefore(version, removedIn);
}

/** The number behind the dot, as `/version` tells it. */
export function minorOf(version: KubernetesVersion): number {
  return Number(version.slice('1.'.length));
}

/** True for the versions that a server can be told to be: `1.16` to the one that is implemented. */
export function isKubernetesVersion(text: unknown): text is KubernetesVersion {
  if (typeof text !== 'string' || !/^1\.\d{1,2}$/.test(text)) return false;
  const minor = Number(text.slice('1.'.length));
  return minor >= oldestMinor && minor <= minorOf(currentVersion);
}

/** The first in which all the versions of the API stood that are served today's way. */
const oldestMinor = 16;
