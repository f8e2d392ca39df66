import type { ApiServerOptions } from '../../apiserver/api-server.ts';
import type { KubernetesVersion, Removable } from '../../apiserver/legacy-version.ts';
import type { RandomBytes } from '../../apiserver/encryption/ciphers.ts';
import type { Environment } from '../../sim/environment.ts';
import type { GivenFlags } from './given-flags.ts';

/** One option of the API server, under the name that kube-apiserver gives it. */
export interface FlagDescription extends Removable {
  /** Without the dashes in front: `authorization-mode`. */
  readonly name: string;
  /** What stands behind it: `<file>`, `<modes>`. */
  readonly argument: string;
  /** For `--help`: what it says, and what goes without it. */
  readonly text: string;
}

/** What the reading of options may need of the surroundings. */
export interface FlagContext {
  readonly environment: Environment;
  /** Drawn from the seed in a simulation, from the host otherwise. */
  readonly randomBytes: RandomBytes;
  /** What the server is told to be: options that were removed before are not known to it. */
  readonly kubernetesVersion: KubernetesVersion;
  /** Told of options that are odd and do not hinder the start, a sentence each; absent: nobody is. */
  readonly warn?: (text: string) => void;
}

/** Options that belong together, and what they mean for the server. */
export interface FlagGroup {
  readonly flags: readonly FlagDescription[];
  /** Throws or rejects with a `StartError` that names the option, what was given, and what is allowed. */
  read(given: GivenFlags, context: FlagContext): ApiServerOptions | Promise<ApiServerOptions>;
}
