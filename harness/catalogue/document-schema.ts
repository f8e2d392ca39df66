import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import accepted from '../../schemas/plimsoll/accepted.json' with { type: 'json' };
import adapterManifest from '../../schemas/plimsoll/adapter-manifest.json' with { type: 'json' };
import confirmations from '../../schemas/plimsoll/confirmations.json' with { type: 'json' };
import coverage from '../../schemas/plimsoll/coverage.json' with { type: 'json' };
import execMessage from '../../schemas/plimsoll/exec-message.json' with { type: 'json' };
import history from '../../schemas/plimsoll/history.json' with { type: 'json' };
import knownFailures from '../../schemas/plimsoll/known-failures.json' with { type: 'json' };
import profiles from '../../schemas/plimsoll/profiles.json' with { type: 'json' };
import prove from '../../schemas/plimsoll/prove.json' with { type: 'json' };
import report from '../../schemas/plimsoll/report.json' with { type: 'json' };
import requirement from '../../schemas/plimsoll/requirement.json' with { type: 'json' };

/** Plimsoll's own documents; each has a schema in `schemas/plimsoll/`. */
export type DocumentName =
  | 'accepted'
  | 'adapter-manifest'
  | 'confirmations'
  | 'coverage'
  | 'exec-message'
  | 'history'
  | 'known-failures'
  | 'profiles'
  | 'prove'
  | 'report'
  | 'requirement';

const schemas: Readonly<Record<DocumentName, object>> = {
  accepted,
  'adapter-manifest': adapterManifest,
  confirmations,
  coverage,
  'exec-message': execMessage,
  history,
  'known-failures': knownFailures,
  profiles,
  prove,
  report,
  requirement,
};

const ajv = new Ajv2020({ allErrors: true, strict: false, discriminator: true });
// ajv-formats is CommonJS: its callable default export arrives one level down, which its types do not say.
(addFormatsModule as unknown as (instance: Ajv2020) => void)(ajv);
const compiled = new Map<DocumentName, ValidateFunction>();

function compiledSchema(name: DocumentName): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const validate = ajv.compile(schemas[name]);
  compiled.set(name, validate);
  return validate;
}

/** Alternatives of a `oneOf` each complain; the complaints about the alternative that was meant are the deepest. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const real = errors.filter((error) => error.keyword !== 'oneOf' && error.keyword !== 'const');
  const kept = real.length > 0 ? real : errors;
  const depth = Math.max(...kept.map((error) => error.instancePath.split('/').length));
  return kept.some((error) => error.keyword === 'additionalProperties' || error.keyword === 'required')
    ? kept
    : kept.filter((error) => error.instancePath.split('/').length === depth);
}

function sentence(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'the document' : error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, unknown>;
  const extra = params.additionalProperty ?? params.allowedValues ?? params.allowedValue;
  return `${where} ${error.message ?? 'is wrong'}${extra === undefined ? '' : ` (${JSON.stringify(extra)})`}`;
}

/** What is wrong with a document, in sentences that name the field; empty where it is valid. */
export function documentErrors(name: DocumentName, document: unknown): readonly string[] {
  const validate = compiledSchema(name);
  if (validate(document)) return [];
  return [...new Set(telling(validate.errors ?? []).map(sentence))];
}

/** Throws where a document that Plimsoll itself wrote does not fit its own schema. */
export function requireValid(name: DocumentName, document: unknown): void {
  const errors = documentErrors(name, document);
  if (errors.length > 0) throw new Error(`not a valid ${name} document: ${errors.slice(0, 5).join('; ')}`);
}
