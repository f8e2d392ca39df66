const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?$`);
const step = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const path = new RegExp(`^${step}(?:/${step})*$`);
const longestPath = 255;
const tag = /^\w[\w.-]{0,127}$/;
const digest = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Images read before: the same few come with every pod. Bounded, so that strangers cannot fill it. */
const knownTags = new Map<string, string | undefined>();
const knownTagsLimit = 1000;

/** The image's tag; `latest` where it names neither tag nor digest; undefined where the name is none that could be pulled. */
export function tagOf(image: string): string | undefined {
  if (knownTags.has(image)) return knownTags.get(image);
  const found = readTag(image);
  if (knownTags.size < knownTagsLimit) knownTags.set(image, found);
  return found;
}

function readTag(image: string): string | undefined {
  const [named = '', pinned, ...more] = image.split('@');
  if (more.length > 0 || (pinned !== undefined && !isDigest(pinned))) return undefined;
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  const given = colon < 0 ? undefined : named.slice(colon + 1);
  if (!isRepository(repository) || (given !== undefined && !tag.test(given))) return undefined;
  return given ?? (pinned === undefined ? 'latest' : '');
}

function isDigest(text: string): boolean {
  const [algorithm, hex = ''] = text.split(':');
  const length = { sha256: 64, sha384: 96, sha512: 128 }[algorithm ?? ''];
  return digest.test(text) && (length === undefined || hex.length === length);
}

/** A path of lower-case steps, behind a registry where the first step looks like one. */
function isRepository(name: string): boolean {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  // Images of no registry and no owner lie in the library.
  const within = isHost ? name.slice(slash + 1) : slash < 0 ? `library/${name}` : name;
  if (within.length > longestPath || !path.test(within)) return false;
  return isHost ? host.test(first) : !/^[a-f0-9]{64}$/.test(name);
}
