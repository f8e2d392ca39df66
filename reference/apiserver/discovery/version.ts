/** The Kubernetes version whose behaviour is implemented; clients compare the minor number with their own. */
export const kubernetesMinor = '32';

/** `/version`. The build fields say what is true of this server: it has no Go toolchain. */
export const versionDocument: Readonly<Record<string, string>> = {
  major: '1',
  minor: kubernetesMinor,
  gitVersion: 'v1.32.13+plimsoll',
  gitCommit: 'unknown',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'node/any',
};
