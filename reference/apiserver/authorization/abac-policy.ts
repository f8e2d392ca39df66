import { booleanAt, isFields, objectAt, textAt, valueAt, type Fields } from '../fields.ts';

/** One line of a policy file: whom it speaks of, and what it lets them do. What the writer left out is empty. */
export interface AbacPolicy {
  readonly user: string;
  readonly group: string;
  /** True: only what reads. */
  readonly readonly: boolean;
  /** '*' for all of them; so are the following. */
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly nonResourcePath: string;
}

const everybodyKnown = 'system:authenticated';
const group = 'abac.authorization.kubernetes.io';

/**
 * Reads a policy file: one object a line, in the form of `abac.authorization.kubernetes.io/v1beta1` or in the older one without
 * a version; empty lines and lines that begin with `#` say nothing. Throws an `Error` that names the line that cannot be read.
 */
export function parsePolicyFile(text: string): readonly AbacPolicy[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    try {
      return [policyOf(parsedLine(trimmed))];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`line ${index + 1}: ${trimmed}: ${reason}`, { cause: error });
    }
  });
}

function parsedLine(line: string): Fields {
  const read: unknown = JSON.parse(line);
  if (!isFields(read)) throw new Error('it is no object');
  return read;
}

function policyOf(line: Fields): AbacPolicy {
  const version = textAt(line, 'apiVersion');
  const kind = textAt(line, 'kind');
  if (version === `${group}/v1beta1` && kind === 'Policy') {
    return currentPolicy(checked(objectAt(line, 'spec') ?? {}));
  }
  const isOld = version === '' || version === `${group}/v0`;
  if (isOld && (kind === '' || kind === 'Policy')) return oldPolicy(checked(line));
  throw new Error(`there is no kind ${JSON.stringify(kind)} in version ${JSON.stringify(version)}`);
}

const textFields = ['user', 'group', 'apiGroup', 'resource', 'namespace', 'nonResourcePath'];

function checked(spec: Fields): Fields {
  const wrong = textFields.find(
    (name) => !['undefined', 'string'].includes(typeof (spec[name] ?? undefined)),
  );
  if (wrong !== undefined) throw new Error(`${wrong} must be a text`);
  const readonly = valueAt(spec, 'readonly') ?? false;
  if (typeof readonly !== 'boolean') throw new Error('readonly must be true or false');
  return spec;
}

function currentPolicy(spec: Fields): AbacPolicy {
  return {
    ...subjectOf(spec),
    readonly: booleanAt(spec, 'readonly') ?? false,
    apiGroup: textAt(spec, 'apiGroup'),
    resource: textAt(spec, 'resource'),
    namespace: textAt(spec, 'namespace'),
    nonResourcePath: textAt(spec, 'nonResourcePath'),
  };
}

/** What it leaves out means everything, paths included where it names neither namespace nor resource. */
function oldPolicy(line: Fields): AbacPolicy {
  const namespace = textAt(line, 'namespace');
  const resource = textAt(line, 'resource');
  const subject = subjectOf(line);
  return {
    ...(subject.user === '' && subject.group === '' ? { user: '', group: everybodyKnown } : subject),
    readonly: booleanAt(line, 'readonly') ?? false,
    apiGroup: '*',
    resource: resource === '' ? '*' : resource,
    namespace: namespace === '' ? '*' : namespace,
    nonResourcePath: namespace === '' && resource === '' ? '*' : '',
  };
}

/** A star never speaks of strangers: it means everybody who is recognised. */
function subjectOf(spec: Fields): Pick<AbacPolicy, 'user' | 'group'> {
  const user = textAt(spec, 'user');
  const named = textAt(spec, 'group');
  return user === '*' || named === '*' ? { user: '', group: everybodyKnown } : { user, group: named };
}
