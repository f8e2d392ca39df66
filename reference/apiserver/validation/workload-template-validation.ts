import { objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import { checkLabelSelector, isEmptySelector, labelsOf, selectsLabels } from './label-selectors.ts';
import { checkPodTemplate } from './pod-template-validation.ts';
import { goMap, type Problems } from './problems.ts';

export const selectorMismatch = '`selector` does not match template `labels`';

export function templateOf(spec: Fields): Fields {
  return objectAt(spec, 'template') ?? {};
}

export function templateLabels(spec: Fields): ReturnType<typeof labelsOf> {
  return labelsOf(objectAt(templateOf(spec), 'metadata'));
}

/** Pods that are kept running are restarted always, and have no time by which they must be done. */
export function checkKeptRunning(problems: Problems, spec: Fields, kind: string): void {
  const field = 'spec.template.spec';
  const podSpec = objectAt(templateOf(spec), 'spec');
  const policy = textAt(podSpec, 'restartPolicy');
  if (policy !== 'Always') problems.notSupported(`${field}.restartPolicy`, policy, ['Always']);
  if (valueAt(podSpec, 'activeDeadlineSeconds') !== undefined)
    problems.forbidden(`${field}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
}

/** Whether the template makes pods that the selector selects; a selector that selects nothing matches nothing. */
function checkMatch(problems: Problems, spec: Fields, selector: Fields | undefined): void {
  const labels = templateLabels(spec);
  const matches = selector !== undefined && selectsLabels(selector, labels);
  if (!matches) problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
}

/** A selector that can be read: upstream makes nothing of one with an unknown operator or a malformed key. */
function isReadable(selector: Fields | undefined, problems: Problems): boolean {
  return selector === undefined || !problems.found.some(({ field }) => field.startsWith('spec.selector.'));
}

export interface SelectorRule {
  /** How upstream calls the kind where the selector is empty. */
  readonly kind: 'deployment' | 'statefulset' | 'daemonset';
  /** What is said of a selector that cannot be read. */
  readonly unreadable: string;
}

/**
 * A `LabelSelector` that is required and not empty, the template that it selects, and the template itself unless `check` is
 * another look at it.
 */
export function checkSelectorAndTemplate(
  problems: Problems,
  spec: Fields,
  rule: SelectorRule,
  check: (problems: Problems, field: string, template: Fields) => void = checkPodTemplate,
): void {
  const field = 'spec.selector';
  const selector = objectAt(spec, 'selector');
  const isEmpty = selector !== undefined && isEmptySelector(selector);
  if (selector === undefined) problems.required(field);
  checkLabelSelector(problems, field, selector);
  if (isEmpty) problems.invalid(field, selector, `empty selector is invalid for ${rule.kind}`);
  if (!isReadable(selector, problems)) {
    problems.invalid(field, selector, rule.unreadable);
    return;
  }
  if (!isEmpty) checkMatch(problems, spec, selector);
  check(problems, 'spec.template', templateOf(spec));
}

/** Daemon sets are asked in another order, and for a selector only by the mismatch. */
export function checkDaemonSelector(problems: Problems, spec: Fields): void {
  const field = 'spec.selector';
  const selector = objectAt(spec, 'selector');
  checkLabelSelector(problems, field, selector);
  const isEmpty = selector !== undefined && isEmptySelector(selector);
  if (!isEmpty && isReadable(selector, problems)) checkMatch(problems, spec, selector);
  if (isEmpty) problems.invalid(field, selector, 'empty selector is invalid for daemonset');
}
