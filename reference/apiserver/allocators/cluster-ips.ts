import { textAt, textsAt, type Fields } from '../fields.ts';
import { internalError, invalid, type Refusal } from '../status.ts';
import { goList, Problems } from '../validation/problems.ts';
import { isUnchangedPreference } from './ip-families.ts';
import { Refused, type ServiceReservation } from './reservation.ts';
import { poolOf, type AddressPool } from './service-ranges.ts';

/** Gives a service, whose families are known, its addresses. `old` is absent for a new service. */
export async function reserveAddresses(
  spec: Fields,
  old: Fields | undefined,
  reservation: ServiceReservation,
): Promise<Refusal | undefined> {
  if (textAt(spec, 'type') === 'ExternalName') return undefined;
  const families = textsAt(spec, 'ipFamilies');
  if (old === undefined || textAt(old, 'type') === 'ExternalName') {
    if (textsAt(spec, 'clusterIPs')[0] === 'None') return undefined;
    return reserveEach(spec, families.keys(), reservation);
  }
  if (isUnchangedPreference(spec, old) || textsAt(old, 'clusterIPs')[0] === 'None') return undefined;
  // What is first stays for the life of a service; the second comes and goes with the policy.
  const grows = textsAt(old, 'ipFamilies').length === 1 && families.length === 2;
  return grows ? reserveEach(spec, [1], reservation) : undefined;
}

async function reserveEach(
  spec: Fields,
  places: Iterable<number>,
  reservation: ServiceReservation,
): Promise<Refusal | undefined> {
  const addresses = [...textsAt(spec, 'clusterIPs')];
  for (const place of places) {
    const pool = poolOf(reservation.ranges, textsAt(spec, 'ipFamilies')[place] ?? '');
    if (pool === undefined) continue;
    const asked = addresses[place] ?? '';
    const address = await reservation.address(pool, asked);
    if (address instanceof Refused) return refusalOf(address, { asked, pool, spec, name: reservation.name });
    addresses[place] = address;
  }
  spec['clusterIPs'] = addresses;
  spec['clusterIP'] = addresses[0];
  return undefined;
}

interface Asked {
  readonly asked: string;
  readonly pool: AddressPool;
  readonly spec: Fields;
  readonly name: string;
}

const whyNot: Readonly<Record<Refused['why'], (pool: AddressPool, asked: string) => string>> = {
  outside: ({ range }, asked) =>
    `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${range.cidr}`,
  taken: () => 'provided IP is already allocated',
  full: () => 'range is full',
};

function refusalOf(refused: Refused, { asked, pool, spec, name }: Asked): Refusal {
  const why = whyNot[refused.why](pool, asked);
  if (asked === '') return internalError(`failed to allocate a serviceIP: ${why}`);
  const problems = new Problems();
  problems.invalid(
    'spec.clusterIPs',
    goList(textsAt(spec, 'clusterIPs')),
    `failed to allocate IP ${asked}: ${why}`,
  );
  return invalid({ group: '', kind: 'Service' }, name, problems.found);
}
