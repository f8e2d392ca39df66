import {
  AdmissionConfigurationError,
  parseAdmissionConfiguration,
  type PluginConfigurations,
} from '../../apiserver/admission/admission-configuration.ts';
import type { KubeconfigReader } from '../../apiserver/admission/kubeconfig-reader.ts';
import {
  checkConfigurations,
  missingPlugins,
  pluginNames,
  type AdmissionOptions,
} from '../../apiserver/admission/plugin-catalogue.ts';
import type { KubernetesVersion } from '../../apiserver/legacy-version.ts';
import { parseKubeconfig, parseKubeconfigUsers } from '../../client/http/kubeconfig.ts';
import { StartError } from '../start-error.ts';
import type { FlagGroup } from './flag-group.ts';
import type { GivenFlags } from './given-flags.ts';

const configurationFlag = 'admission-control-config-file';

/** What is admitted. */
export const admissionFlags: FlagGroup = {
  flags: [
    {
      name: 'enable-admission-plugins',
      argument: '<names>',
      text: 'plugins to run besides those that run by default; in which order makes no difference',
    },
    {
      name: 'disable-admission-plugins',
      argument: '<names>',
      text: 'plugins not to run, although they do by default',
    },
    {
      name: configurationFlag,
      argument: '<file>',
      text: 'an AdmissionConfiguration: what plugins are told',
    },
    {
      name: 'default-not-ready-toleration-seconds',
      argument: '<seconds>',
      text: 'how long Pods stay on a node that is not ready, unless they say it themselves (default: 300)',
    },
    {
      name: 'default-unreachable-toleration-seconds',
      argument: '<seconds>',
      text: 'how long Pods stay on a node that cannot be reached, unless they say it themselves (default: 300)',
    },
    {
      name: 'allow-privileged',
      argument: '[true]',
      text: 'whether containers may be privileged; they always may here (kube-apiserver forbids it unless told)',
    },
  ],
  read: (given, { kubernetesVersion }) => {
    if (given.boolean('allow-privileged') === false)
      throw new StartError(
        '--allow-privileged=false is not built in yet: privileged containers are not refused',
      );
    return { admission: admissionOf(given, kubernetesVersion) };
  },
};

function admissionOf(given: GivenFlags, version: KubernetesVersion): AdmissionOptions {
  const enable = namesOf(given, 'enable-admission-plugins', version);
  const disable = namesOf(given, 'disable-admission-plugins', version);
  const both = enable.filter((name) => disable.includes(name));
  if (both.length > 0) {
    throw new StartError(
      `--enable-admission-plugins and --disable-admission-plugins both name ${both.join(', ')}: leave it out of one of them`,
    );
  }
  const missing = enable.filter((name) => missingPlugins(version).includes(name));
  if (missing.length > 0) {
    throw new StartError(
      `--enable-admission-plugins: ${missing.join(', ')}: kube-apiserver has it, but it is not built in here yet`,
    );
  }
  try {
    const configuration = configurationOf(given, version);
    const options = {
      enable,
      disable,
      outages: outagesOf(given),
      kubeconfigs: kubeconfigsOf(given),
      ...(configuration === undefined ? {} : { configuration }),
    };
    checkConfigurations(version, options);
    return options;
  } catch (error) {
    if (!(error instanceof AdmissionConfigurationError)) throw error;
    if (given.text(configurationFlag) !== undefined) throw given.unusable(configurationFlag, error);
    const where = `what a plugin is told stands in --${configurationFlag}, and none was given`;
    throw new StartError(`--enable-admission-plugins: ${error.message}; ${where}`, { cause: error });
  }
}

function configurationOf(given: GivenFlags, version: KubernetesVersion): PluginConfigurations | undefined {
  const text = given.file(configurationFlag);
  if (text === undefined) return undefined;
  return parseAdmissionConfiguration(text, pluginNames(version), (path) =>
    given.fileBeside(configurationFlag, path),
  );
}

function kubeconfigsOf(given: GivenFlags): KubeconfigReader {
  const nested = (named: unknown): { readonly text: string; readonly file: string } =>
    given.nestedFile(configurationFlag, named);
  return {
    access: (named) => {
      const { text, file } = nested(named);
      return parseKubeconfig(text, file);
    },
    users: (named) => {
      const { text, file } = nested(named);
      return parseKubeconfigUsers(text, file);
    },
  };
}

const mostSeconds = 2 ** 53 - 1;

function outagesOf(given: GivenFlags): NonNullable<AdmissionOptions['outages']> {
  const notReady = given.wholeNumber('default-not-ready-toleration-seconds', mostSeconds);
  const unreachable = given.wholeNumber('default-unreachable-toleration-seconds', mostSeconds);
  return {
    ...(notReady === undefined ? {} : { notReady }),
    ...(unreachable === undefined ? {} : { unreachable }),
  };
}

function namesOf(given: GivenFlags, flag: string, version: KubernetesVersion): readonly string[] {
  const names = given.list(flag) ?? [];
  const known = pluginNames(version);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  const missing = missingPlugins(version);
  const offered = known.filter((name) => !missing.includes(name));
  throw new StartError(
    `--${flag}: there is no admission plugin ${unknown.join(', ')}; there are ${offered.join(', ')}`,
  );
}
