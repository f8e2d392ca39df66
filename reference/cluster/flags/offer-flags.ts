import { builtInResources } from '../../apiserver/resources/catalogue.ts';
import { optionalResources, resourcePath } from '../../apiserver/resources/optional-resources.ts';
import type { ResourceDefinition } from '../../apiserver/resource-definition.ts';
import { StartError } from '../start-error.ts';
import gates from './feature-gates.json' with { type: 'json' };
import type { FlagGroup } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const configFlag = 'runtime-config';
const gatesFlag = 'feature-gates';
/** Every gate that kube-apiserver 1.32 tells of. */
const knownGates: Readonly<Record<string, { readonly stage: string; readonly default: boolean }>> = gates;
/** Gates that make a difference here. */
const builtInGates: readonly string[] = optionalResources.map(({ gate }) => gate);

/** What is offered besides what every server offers. */
export const offerFlags: FlagGroup = {
  flags: [
    {
      name: configFlag,
      argument: '<settings>',
      text: 'versions and resources to serve or not: certificates.k8s.io/v1alpha1/clustertrustbundles=true',
    },
    {
      name: gatesFlag,
      argument: '<settings>',
      text: `features to offer or not: ${builtInGates.map((name) => `${name}=true`).join(',')}`,
    },
  ],
  read: (given) => {
    const open = gatesOf(given);
    const asked = askedResources(given);
    const offered = optionalResources
      .filter(({ gate, definition }) => open.has(gate) && asked(definition))
      .map(({ definition }) => definition);
    return offered.length === 0 ? {} : { optionalResources: offered };
  },
};

/** `a=true,b=false`, and `a` for `a=true`. */
function settingsOf(given: GivenFlags, flag: string): ReadonlyMap<string, boolean> {
  const settings = (given.list(flag) ?? []).map((setting) => {
    const [name = '', value = 'true'] = setting.split('=');
    if (!/^(?:true|false|1|0|t|f)?$/i.test(value))
      throw new StartError(`--${flag}: invalid value of ${name}: ${value}: it is true or false`);
    return [name.trim(), !/^[f0]/i.test(value)] as const;
  });
  return new Map(settings);
}

function gatesOf(given: GivenFlags): ReadonlySet<string> {
  const open = new Set<string>();
  const settings = settingsOf(given, gatesFlag);
  for (const [name, value] of settings) {
    const known = Object.hasOwn(knownGates, name) ? knownGates[name] : undefined;
    if (known === undefined)
      throw new StartError(
        `--${gatesFlag}: unrecognized feature gate: ${name}; ${builtInGates.join(', ')} can be chosen`,
      );
    if (builtInGates.includes(name)) {
      if (value) open.add(name);
    } else if (value !== known.default) {
      throw new StartError(
        `--${gatesFlag}: ${name}=${value} is not built in: it is ${known.default} here, and ${builtInGates.join(', ')} can be chosen`,
      );
    }
  }
  return open;
}

/** Whether a resource is to be served; of settings about the same the closest holds, and stable versions are always there. */
function askedResources(given: GivenFlags): (definition: ResourceDefinition) => boolean {
  const settings = settingsOf(given, configFlag);
  for (const [name, value] of settings) checkSetting(name, value);
  return (definition) => {
    const path = resourcePath(definition);
    const version = path.slice(0, path.lastIndexOf('/'));
    return (
      settings.get(path) ??
      settings.get(version) ??
      settings.get('api/alpha') ??
      settings.get('api/all') ??
      false
    );
  };
}

const wide: readonly string[] = ['api/all', 'api/ga', 'api/beta', 'api/alpha', 'api/legacy'];

function checkSetting(name: string, value: boolean): void {
  if (wide.includes(name)) {
    if (value || name === 'api/alpha' || name === 'api/beta') return;
    throw new StartError(`--${configFlag}: ${name}=false would leave nothing to serve`);
  }
  const optional = optionalResources.map(({ definition }) => definition);
  const named = (definition: ResourceDefinition): boolean => {
    const path = resourcePath(definition);
    return path === name || path.startsWith(`${name}/`);
  };
  if (optional.some(named) || (value && builtInResources.some(named))) return;
  const [group = ''] = name.split('/');
  const isGroup = [...builtInResources, ...optional].some((definition) => definition.group === group);
  if (name !== 'v1' && !isGroup) throw new StartError(`--${configFlag}: unknown api groups ${group}`);
  throw new StartError(
    value
      ? `--${configFlag}: ${name} is not built in; besides what is always served there are ${optional.map(resourcePath).join(', ')}`
      : `--${configFlag}: ${name} is always served`,
  );
}
