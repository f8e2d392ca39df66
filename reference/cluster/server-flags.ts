import type { ApiServerOptions } from '../apiserver/api-server.ts';
import { currentVersion, isOffered } from '../apiserver/legacy-version.ts';
import { admissionFlags } from './flags/admission-flags.ts';
import { authenticationFlags } from './flags/authentication-flags.ts';
import { authorizationFlags } from './flags/authorization-flags.ts';
import { endpointFlags } from './flags/endpoint-flags.ts';
import type { FlagContext, FlagDescription, FlagGroup } from './flags/flag-group.ts';
import { GivenFlags, type FileForm, type FlagValues } from './flags/given-flags.ts';
import { idleFlagWarnings } from './flags/idle-flags.ts';
import { offerFlags } from './flags/offer-flags.ts';
import { operationsFlags } from './flags/operations-flags.ts';
import { storageFlags } from './flags/storage-flags.ts';
import { StartError } from './start-error.ts';

const groups: readonly FlagGroup[] = [
  authenticationFlags,
  authorizationFlags,
  admissionFlags,
  storageFlags,
  endpointFlags,
  operationsFlags,
  offerFlags,
];

/** Every option of the API server that is named as kube-apiserver names it, those of old versions included. */
const allFlags: readonly FlagDescription[] = groups.flatMap(({ flags }) => flags);

/** Those that today's version has, for the command line's `--help`. */
export const serverFlags: readonly FlagDescription[] = allFlags.filter((flag) =>
  isOffered(flag, currentVersion),
);

/**
 * What the options mean for the server. Rejects with a `StartError` that names the option that cannot be used; options that are
 * not known are refused too. An option that names no file is one that was not given, as in kube-apiserver.
 */
export async function readServerFlags(
  values: FlagValues,
  files: FileForm,
  context: FlagContext,
): Promise<ApiServerOptions> {
  const offered = allFlags.filter((flag) => isOffered(flag, context.kubernetesVersion));
  const unknown = Object.keys(values).filter((name) => !offered.some((flag) => flag.name === name));
  if (unknown.length > 0) {
    const known = offered.map(({ name }) => `--${name}`).join(', ');
    throw new StartError(`there is no option --${unknown.join(', --')}; there are ${known}`);
  }
  const set = files === 'path' ? withoutEmptyNames(values, offered) : values;
  for (const warning of idleFlagWarnings(set, files)) context.warn?.(warning);
  const given = new GivenFlags(set, files, context.warn);
  const parts = await Promise.all(groups.map(async (group) => group.read(given, context)));
  return Object.assign({ kubernetesVersion: context.kubernetesVersion }, ...parts) as ApiServerOptions;
}

function withoutEmptyNames(values: FlagValues, flags: readonly FlagDescription[]): FlagValues {
  const files = new Set(flags.filter(({ argument }) => argument === '<file>').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== '' || !files.has(name)),
  );
}
