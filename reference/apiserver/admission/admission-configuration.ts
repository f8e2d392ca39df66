import { parse } from 'yaml';
import { isFields, objectsAt, textAt, type Fields } from '../fields.ts';

const kind = 'AdmissionConfiguration';
const apiVersions = ['apiserver.config.k8s.io/v1', 'apiserver.k8s.io/v1alpha1'];
const fieldNames = ['apiVersion', 'kind', 'plugins'];
const pluginFields = ['name', 'path', 'configuration'];

/** What each plugin is told, by its name: a parsed document. */
export type PluginConfigurations = ReadonlyMap<string, unknown>;

/** The file cannot be used; the message says what is wrong with it. */
export class AdmissionConfigurationError extends Error {
  override readonly name = 'AdmissionConfigurationError';
}

/**
 * Reads the text of an `AdmissionConfiguration`, YAML or JSON. A plugin's own part stands in `configuration`, or in the file at
 * `path`, which `readFile` fetches; where both are given, the first counts. Throws an `AdmissionConfigurationError`.
 */
export function parseAdmissionConfiguration(
  text: string,
  known: readonly string[],
  readFile: (path: string) => string,
): PluginConfigurations {
  const document = parsed(text, 'the file');
  if (!isFields(document)) throw new AdmissionConfigurationError(`the file holds no ${kind}`);
  checkKind(document);
  refuseUnknown(document, fieldNames, '');
  const found = new Map<string, unknown>();
  for (const [index, plugin] of objectsAt(document, 'plugins').entries()) {
    const where = `plugins[${index}]`;
    refuseUnknown(plugin, pluginFields, `${where}.`);
    const name = textAt(plugin, 'name');
    if (!known.includes(name)) {
      throw new AdmissionConfigurationError(
        `${where}.name: there is no admission plugin ${JSON.stringify(name)}; there are ${known.join(', ')}`,
      );
    }
    if (found.has(name)) throw new AdmissionConfigurationError(`${where}.name: ${name} stands there twice`);
    found.set(name, configurationOf(plugin, where, readFile));
  }
  return found;
}

function configurationOf(plugin: Fields, where: string, readFile: (path: string) => string): unknown {
  const inline = plugin['configuration'];
  if (inline !== undefined && inline !== null) return inline;
  const path = textAt(plugin, 'path');
  return path === '' ? undefined : parsed(readFile(path), `${where}.path ${path}`);
}

function checkKind(document: Fields): void {
  const apiVersion = textAt(document, 'apiVersion');
  if (document['kind'] === kind && apiVersions.includes(apiVersion)) return;
  throw new AdmissionConfigurationError(
    `the file must be an ${kind} of ${apiVersions.join(' or ')}, not ${JSON.stringify(document['kind'])} of ${JSON.stringify(apiVersion)}`,
  );
}

/** A field that is misspelt would be passed over otherwise, and a plugin would run without what it was to be told. */
function refuseUnknown(fields: Fields, known: readonly string[], where: string): void {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new AdmissionConfigurationError(
      unknown.map((name) => `unknown field "${where}${name}"`).join(', '),
    );
}

function parsed(text: string, what: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AdmissionConfigurationError(`${what} is neither YAML nor JSON: ${reason}`, { cause: error });
  }
}

/** Reads one plugin's document of a kind of its own; undefined where the plugin is told nothing. */
export function documentOf(
  given: unknown,
  expected: { readonly kind: string; readonly apiVersions: readonly string[] },
): Fields | undefined {
  if (given === undefined) return undefined;
  const apiVersion = isFields(given) ? textAt(given, 'apiVersion') : '';
  if (isFields(given) && given['kind'] === expected.kind && expected.apiVersions.includes(apiVersion))
    return given;
  throw new AdmissionConfigurationError(
    `the configuration must be a ${expected.kind} of ${expected.apiVersions.join(' or ')}`,
  );
}
