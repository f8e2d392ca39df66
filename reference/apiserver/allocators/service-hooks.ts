import { ensureObject, objectAt, textAt } from '../fields.ts';
import type { Reservation, WriteHooks } from '../registry/write-hooks.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { invalid, Refusal } from '../status.ts';
import { reserveAddresses } from './cluster-ips.ts';
import { completeIpFamilies } from './ip-families.ts';
import { reservePorts } from './node-ports.ts';
import { ServiceReservation } from './reservation.ts';
import { carryOver, dropWhatTheTypeEnded, pluralizeAddress, tidy } from './service-carry-over.ts';
import { heldBy, type Holdings, type ServiceRanges } from './service-ranges.ts';

/** Takes the endpoints along that bear a service's name. */
export type RemoveEndpoints = (namespace: string, name: string) => Promise<void>;

/** Gives services their cluster IPs and node ports, and takes them back. */
export function serviceHooks(ranges: ServiceRanges, removeEndpoints: RemoveEndpoints): WriteHooks {
  const none: Holdings = new Map();
  return {
    reserveForCreate: (draft, dryRun) => {
      pluralizeAddress(ensureObject(draft, 'spec'));
      return reserve({ draft, dryRun, before: undefined }, ranges);
    },
    reserveForUpdate: async (draft, before, dryRun) => {
      const spec = ensureObject(draft, 'spec');
      const old = objectAt(before, 'spec') ?? {};
      carryOver(spec, old);
      const reservation = await reserve({ draft, dryRun, before }, ranges);
      if (!(reservation instanceof Refusal)) dropWhatTheTypeEnded(spec, old);
      return reservation;
    },
    afterUpdate: async (before, after) => {
      await giveBack(heldBy(before, ranges), heldBy(after, ranges));
    },
    afterDelete: async (object) => {
      await removeEndpoints(object.metadata?.namespace ?? '', object.metadata?.name ?? '');
      await giveBack(heldBy(object, ranges), none);
    },
  };
}

async function giveBack(before: Holdings, after: Holdings): Promise<void> {
  const freed = [...before].flatMap(([allocator, numbers]) =>
    [...numbers]
      .filter((number) => after.get(allocator)?.has(number) !== true)
      .map((number) => allocator.give(number)),
  );
  await Promise.all(freed);
}

interface Wish {
  readonly draft: Draft;
  readonly before: KubeObject | undefined;
  readonly dryRun: boolean;
}

async function reserve(
  { draft, before, dryRun }: Wish,
  ranges: ServiceRanges,
): Promise<Reservation | Refusal> {
  const spec = ensureObject(draft, 'spec');
  const old = objectAt(before, 'spec');
  const name = textAt(ensureObject(draft, 'metadata'), 'name');
  const problems = completeIpFamilies(spec, old, ranges);
  if (problems.length > 0) return invalid({ group: '', kind: 'Service' }, name, problems);
  const reservation = new ServiceReservation({ name, ranges, dryRun, held: heldBy(before, ranges) });
  const refused =
    (await reserveAddresses(spec, old, reservation)) ?? (await reservePorts(spec, old, reservation));
  tidy(spec);
  if (refused === undefined) return reservation;
  await reservation.release();
  return refused;
}
