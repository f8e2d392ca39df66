import type { Environment } from '../../../sim/environment.ts';
import { evaluatorFor } from '../../../quota/evaluators.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import { failure, type Refusal } from '../../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from '../admission-chain.ts';
import { chargeOf, type Denial } from './charge.ts';
import type { LimitedResource } from './limited-resources.ts';
import { QuotaLedger } from './quota-ledger.ts';

/**
 * Refuses what would exceed a quota of its namespace, and charges what it lets through before it is stored. Deletions give
 * nothing back here: the quota controller does.
 */
export function resourceQuota(parts: {
  readonly environment: Environment;
  readonly quotas: () => ObjectStore;
  readonly limited: readonly LimitedResource[];
}): AdmissionPlugin {
  const { environment, quotas, limited } = parts;
  const ledger = new QuotaLedger(quotas, limited);
  return {
    name: 'ResourceQuota',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => {
      const { namespace, object, oldObject, definition } = request;
      if (namespace === '' || object === undefined || !isCharged(request)) return undefined;
      if (!ledger.concerns(namespace)) return undefined;
      const evaluator = evaluatorFor(definition.group, definition.plural);
      if (evaluator === undefined) return undefined;
      const charge = chargeOf(evaluator, { object, before: oldObject }, environment.clock.now());
      return ledger
        .charge(namespace, { charge, dryRun: request.dryRun })
        .then((denial) => (denial === undefined ? undefined : refusal(request, denial)));
    },
  };
}

function isCharged({ operation, definition, subresource }: AdmissionRequest): boolean {
  if (subresource !== '') return false;
  if (definition.kind === 'Namespace' && definition.group === '') return false;
  if (operation === 'CREATE') return true;
  return evaluatorFor(definition.group, definition.plural)?.chargesUpdates === true;
}

function refusal(request: AdmissionRequest, { why, isFault }: Denial): Refusal {
  if (isFault !== true) return notAdmitted(request, why);
  return failure(why);
}
