import { acceptanceProblems, readAccepted } from '../catalogue/acceptance.ts';
import { compareIds } from '../catalogue/acceptance.ts';
import { featureProblems } from '../catalogue/feature-lint.ts';
import { unknownWord } from '../catalogue/near-match.ts';
import type { Problem } from '../catalogue/problem.ts';
import { profileIds, profilesFile, readProfiles } from '../catalogue/profile.ts';
import { readVocabulary, vocabularyProblems } from '../catalogue/vocabulary.ts';
import { checksOf } from '../runner/plan.ts';
import { stepUse } from '../runner/scenario-run.ts';
import type { Suite } from '../runner/suite.ts';

/** Everything that is wrong with the specification and the features of a suite, in file order. */
export async function suiteProblems(suite: Suite): Promise<readonly Problem[]> {
  const { catalogue, features, root } = suite;
  const steps =
    features.problems.length > 0 ? [] : vocabularyProblems(await stepUse(suite), await readVocabulary(root));
  const found = [
    ...catalogue.problems,
    ...acceptanceProblems(catalogue, await readAccepted(root)),
    ...featureProblems(features, catalogue.byId.keys()),
    ...steps,
    ...stateProblems(suite),
    ...codeProblems(suite),
    ...(await profileProblems(suite)),
  ];
  return found.sort((left, right) => left.file.localeCompare(right.file) || left.line - right.line);
}

/** A requirement is tested, a gap or excluded: exactly one of them. */
function stateProblems(suite: Suite): readonly Problem[] {
  const tested = new Set(checksOf(suite).flatMap(({ requirements }) => requirements));
  return suite.catalogue.requirements.flatMap(
    ({ id, file, line, level, gap, excluded }): readonly Problem[] => {
      const stated = gap === undefined ? (excluded === undefined ? undefined : 'excluded') : 'gap';
      if (tested.has(id) && stated !== undefined) {
        return [
          {
            file,
            line,
            message: `${id} is tested and yet stands as ${stated}; remove the field ${stated} or the tests`,
          },
        ];
      }
      if (!tested.has(id) && stated === undefined && level === 'MUST') {
        return [
          {
            file,
            line,
            message: `${id} has no scenario and no property; write one, or state the field gap or excluded`,
          },
        ];
      }
      return [];
    },
  );
}

/** Properties and saboteurs name requirements that exist; their ids are unique. */
function codeProblems(suite: Suite): readonly Problem[] {
  const ids = [...suite.catalogue.byId.keys()];
  const unknown = (id: string): boolean => !suite.catalogue.byId.has(id);
  const properties = suite.properties.flatMap(({ property, file, line }) =>
    property.requirements.filter(unknown).map((id) => ({
      file,
      line,
      message: `the property ${property.id}: ${unknownWord('requirement', id, ids)}`,
    })),
  );
  const file = 'harness/saboteurs/index.ts';
  const saboteurs = suite.saboteurs
    .filter(({ breaks }) => unknown(breaks))
    .map(({ id, breaks }) => ({
      file,
      line: 1,
      message: `the saboteur ${id}: ${unknownWord('requirement', breaks, ids)}`,
    }));
  return [
    ...properties,
    ...saboteurs,
    ...repeated(suite.saboteurs.map(({ id }) => id)).map((id) => ({
      file,
      line: 1,
      message: `two saboteurs are called ${id}`,
    })),
    ...repeated(suite.properties.map(({ property }) => property.id)).map((id) => ({
      file: 'harness/properties/index.ts',
      line: 1,
      message: `two properties are called ${id}`,
    })),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].sort(compareIds);
}

async function profileProblems(suite: Suite): Promise<readonly Problem[]> {
  const profiles = await readProfiles(suite.root);
  return Object.keys(profiles).flatMap((name) => {
    try {
      profileIds(name, profiles, suite.catalogue);
      return [];
    } catch (error) {
      return [
        { file: profilesFile, line: 1, message: error instanceof Error ? error.message : String(error) },
      ];
    }
  });
}
