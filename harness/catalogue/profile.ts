import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfilesDocument } from '../../schemas/types/plimsoll.ts';
import { parsedJson } from './acceptance.ts';
import { areaOf, type Catalogue } from './catalogue.ts';
import { documentErrors } from './document-schema.ts';
import { unknownWord } from './near-match.ts';
import { UsageError } from './problem.ts';

export const profilesFile = 'spec/profiles.json';

export async function readProfiles(root: string): Promise<ProfilesDocument['profiles']> {
  const text = await readFile(join(root, profilesFile), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const document = parsedJson(text, profilesFile);
  const errors = documentErrors('profiles', document);
  if (errors.length > 0) throw new UsageError(`${profilesFile}: ${errors.join('; ')}`);
  return (document as ProfilesDocument).profiles;
}

/** Ids of the requirements that a profile claims. An unknown name or an empty profile is a usage error. */
export function profileIds(
  name: string,
  profiles: ProfilesDocument['profiles'],
  catalogue: Catalogue,
): readonly string[] {
  const profile = profiles[name];
  if (!profile) throw new UsageError(unknownWord('profile', name, Object.keys(profiles)));
  const ids = catalogue.requirements
    .map(({ id }) => id)
    .filter((id) => profile.areas === undefined || profile.areas.includes(areaOf(id)))
    .filter((id) => !(profile.exclude ?? []).includes(id));
  const all = [...new Set([...ids, ...(profile.include ?? [])])];
  const unknown = all.find((id) => !catalogue.byId.has(id));
  if (unknown !== undefined)
    throw new UsageError(`${profilesFile}: ${unknownWord('requirement', unknown, ids)}`);
  if (all.length === 0)
    throw new UsageError(`the profile "${name}" holds no requirement yet; nothing would be judged`);
  return all;
}
