/** The rules of `features/`: what keeps a few hundred scenarios readable and every tag meaningful. */
import { StepKeywordType, type Step } from '@cucumber/messages';
import type { FeatureSet, WrittenScenario } from './feature.ts';
import { idTag } from './feature.ts';
import type { Problem } from './problem.ts';
import { tagError } from './tag-registry.ts';
import { serverFlagsStep } from './server-flags.ts';

const mostSteps = 8;

export function featureProblems(features: FeatureSet, ids: Iterable<string>): readonly Problem[] {
  const known = [...ids];
  return [
    ...features.problems,
    ...features.written.flatMap((written) => [...tagProblems(written, known), ...shapeProblems(written)]),
    ...titleProblems(features.written),
  ];
}

function tagProblems(
  { file, scenario, tags }: WrittenScenario,
  known: readonly string[],
): readonly Problem[] {
  const wrong = tags.flatMap(({ name, line }) => {
    const message = tagError(name, known);
    return message === undefined ? [] : [{ file, line, message }];
  });
  if (tags.some(({ name }) => idTag.test(name))) return wrong;
  const message = `"${scenario.name}" tests no requirement; tag it with the ids of those that it tests`;
  return [...wrong, { file, line: scenario.location.line, message }];
}

function shapeProblems({ file, scenario, backgrounds }: WrittenScenario): readonly Problem[] {
  const at = (message: string): Problem => ({
    file,
    line: scenario.location.line,
    message: `"${scenario.name}" ${message}`,
  });
  const problems: Problem[] = [];
  if (scenario.steps.length === 0) problems.push(at('has no steps'));
  if (scenario.steps.length > mostSteps) {
    problems.push(
      at(`has ${scenario.steps.length} steps; split it or move detail into data, ${mostSteps} are the most`),
    );
  }
  const whens = actionGroups(scenario.steps);
  if (whens === 0) problems.push(at('has no When; one scenario shows what one action leads to'));
  if (whens > 1 && scenario.examples.length === 0) {
    problems.push(at(`has ${whens} Whens; split it, or turn what comes before into Givens`));
  }
  if (!scenario.steps.some(({ keywordType }) => keywordType === StepKeywordType.OUTCOME)) {
    problems.push(at('has no Then; it shows nothing'));
  }
  // How the server is started is no step of the story.
  if (backgrounds.some(({ steps }) => steps.filter(({ text }) => text !== serverFlagsStep).length > 1))
    problems.push(at('has a Background of more than one line'));
  return problems;
}

/** A When and the Ands after it are one action. */
function actionGroups(steps: readonly Step[]): number {
  return steps.filter(({ keywordType }) => keywordType === StepKeywordType.ACTION).length;
}

function titleProblems(written: readonly WrittenScenario[]): readonly Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { file, scenario } of written) {
    const place = first.get(scenario.name);
    const { line } = scenario.location;
    if (scenario.name.trim() === '') problems.push({ file, line, message: 'a scenario has no title' });
    else if (place !== undefined) {
      problems.push({
        file,
        line,
        message: `"${scenario.name}" is also the title at ${place}; titles are unique`,
      });
    } else first.set(scenario.name, `${file}:${line}`);
  }
  return problems;
}
