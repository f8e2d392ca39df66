import type { Environment } from '../../sim/environment.ts';
import type { AdmissionPlugin, AdmissionRequest, Operation } from '../admission/admission-chain.ts';
import type { Refusal } from '../status.ts';

export type AdmissionLabels = Readonly<Record<'name' | 'operation' | 'rejected' | 'type', string>>;
/** For what is measured under these labels. */
export type AdmissionTiming = (labels: AdmissionLabels) => (seconds: number) => void;

type Answer = Promise<Refusal | undefined> | Refusal | undefined;
type Phase = (request: AdmissionRequest) => Answer;

/** The same plugins in the same order, timed. */
export function timedPlugins(
  environment: Environment,
  plugins: readonly AdmissionPlugin[],
  timing: AdmissionTiming,
): readonly AdmissionPlugin[] {
  return plugins.map((plugin) => {
    const { name, operations } = plugin;
    const timed = (type: string, phase: Phase): Phase => {
      const recorders = new Map(
        operations.map((operation) => [operation, recordersOf(timing, { name, operation, type })]),
      );
      return timedPhase(environment, phase, recorders);
    };
    const mutate = plugin.mutate?.bind(plugin);
    const validate = plugin.validate?.bind(plugin);
    return {
      name,
      operations,
      ...(mutate === undefined ? {} : { mutate: timed('admit', mutate) }),
      ...(validate === undefined ? {} : { validate: timed('validate', validate) }),
    };
  });
}

interface Recorders {
  readonly admitted: (seconds: number) => void;
  readonly rejected: (seconds: number) => void;
}

function recordersOf(timing: AdmissionTiming, labels: Omit<AdmissionLabels, 'rejected'>): Recorders {
  return {
    admitted: timing({ ...labels, rejected: 'false' }),
    rejected: timing({ ...labels, rejected: 'true' }),
  };
}

function timedPhase(
  environment: Environment,
  phase: Phase,
  recorders: ReadonlyMap<Operation, Recorders>,
): Phase {
  return (request) => {
    const startMs = environment.clock.now();
    const told = (refusal: Refusal | undefined): Refusal | undefined => {
      const found = recorders.get(request.operation);
      const record = refusal === undefined ? found?.admitted : found?.rejected;
      record?.((environment.clock.now() - startMs) / 1000);
      return refusal;
    };
    const answer = phase(request);
    return answer instanceof Promise ? answer.then(told) : told(answer);
  };
}
