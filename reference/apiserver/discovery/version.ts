import { currentVersion, minorOf, type KubernetesVersion } from '../legacy-version.ts';

/** What `/version` says. The build fields say what is true of this server: it has no Go toolchain. */
export function versionDocument(
  version: KubernetesVersion = currentVersion,
): Readonly<Record<string, string>> {
  const patch = version === currentVersion ? 13 : 0;
  return {
    major: '1',
    minor: String(minorOf(version)),
    gitVersion: `v${version}.${patch}+plimsoll`,
    gitCommit: 'unknown',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: 'node/any',
  };
}
