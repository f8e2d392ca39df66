import { kubeApiSaboteur, pathOf, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsAnything, takesExpressions } from './webhook-breach.ts';

const policies = /validatingadmissionpolicies$/;
const onePolicy = /validatingadmissionpolicies\/[^/]+$/;

/** Changes what the status of a policy says of its types. */
function saysOfTypes(
  named: Pick<Saboteur, 'id' | 'breaks' | 'title'>,
  change: (status: JsonObject) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, body }) => {
      const status = body['status'] as JsonObject | undefined;
      if (request.method !== 'GET' || !onePolicy.test(pathOf(request)) || status === undefined)
        return undefined;
      const changed = change(status);
      return changed === undefined ? undefined : { body: { ...body, status: changed } };
    },
  }));
}

/** Breaches of how expressions are checked. */
export const expressionSaboteurs: readonly Saboteur[] = [
  acceptsAnything(
    {
      id: 'takes-mixed-literals',
      breaks: 'ADM-20r',
      title: 'takes literals whose items are of several types',
    },
    policies,
    /expected type '/,
  ),
  acceptsAnything(
    { id: 'takes-unknown-fields', breaks: 'ADM-20r', title: 'takes fields that the namespace does not have' },
    policies,
    /undefined field '/,
  ),
  acceptsAnything(
    { id: 'binds-names', breaks: 'ADM-20r', title: 'takes macros that are not there' },
    policies,
    /undeclared reference to '(?:bind|exists)'/,
  ),
  takesExpressions(
    { id: 'prints-one-type', breaks: 'ADM-20r', title: 'refuses to print what is of several types' },
    ".format(['a', 1])",
    ".format([['a'], ['a', 1].size() > 0 ? 'a' : 1])",
  ),
  acceptsAnything(
    { id: 'takes-any-duration', breaks: 'ADM-20x', title: 'takes literals that are no durations' },
    policies,
    /invalid duration argument/,
  ),
  acceptsAnything(
    { id: 'takes-any-pattern', breaks: 'ADM-20x', title: 'takes regular expressions that are none' },
    policies,
    /invalid matches argument|error parsing regexp/,
  ),
  kubeApiSaboteur(
    { id: 'shows-no-place', breaks: 'ADM-20y', title: 'does not say where an expression is wrong' },
    () => ({
      answer: ({ status, text }) =>
        status === 422 && /<input>:\d+:\d+:/.test(text)
          ? { body: text.replaceAll(/<input>:\d+:\d+:/g, '<input>:') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'counts-columns-from-zero', breaks: 'ADM-20y', title: 'tells columns that are one too few' },
    () => ({
      answer: ({ status, text }) =>
        status === 422 && /<input>:\d+:\d+:/.test(text)
          ? {
              body: text.replaceAll(
                /<input>:(\d+):(\d+):/g,
                (_whole, line: string, column: string) => `<input>:${line}:${Number(column) - 1}:`,
              ),
            }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'tells-one-fault', breaks: 'ADM-20y', title: 'tells the first of several faults only' },
    () => ({
      answer: ({ status, text }) => {
        const first = text.replaceAll(/\\nERROR: <input>(?:\\.|[^"\\])*(?=")/g, '');
        return status === 422 && first !== text ? { body: first } : undefined;
      },
    }),
  ),
  takesExpressions(
    { id: 'keeps-what-is-missing', breaks: 'ADM-20z', title: 'keeps optional items that have no value' },
    ", ?object.metadata.?labels[?'b']]",
    ", object.metadata.?labels[?'b'].orValue('')]",
  ),
  saysOfTypes(
    { id: 'warns-of-no-types', breaks: 'ADM-20s', title: 'does not check stored policies against the kinds' },
    (status) => ('typeChecking' in status ? { ...status, typeChecking: {} } : undefined),
  ),
  saysOfTypes(
    { id: 'checks-once', breaks: 'ADM-20s', title: 'does not check a changed policy again' },
    (status) => (Number(status['observedGeneration']) > 1 ? { ...status, observedGeneration: 1 } : undefined),
  ),
];
