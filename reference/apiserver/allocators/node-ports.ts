import { numberAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { internalError, invalid, unexplained, type Refusal } from '../status.ts';
import { Problems } from '../validation/problems.ts';
import { needsHealthCheck } from '../validation/service-validation.ts';
import type { Granted } from './range-allocator.ts';
import type { ServiceReservation } from './reservation.ts';
import { mayHaveNodePorts, needsNodePorts } from './service-carry-over.ts';

/** Gives a service its node ports. `old` is absent for a new service. */
export async function reservePorts(
  spec: Fields,
  old: Fields | undefined,
  reservation: ServiceReservation,
): Promise<Refusal | undefined> {
  if (mayHaveNodePorts(spec)) {
    const ports = new NodePorts(spec, reservation);
    const refused = await (old === undefined ? ports.reserveNew() : ports.reserveChanged());
    if (refused !== undefined) return refused;
  }
  const needed = old !== undefined && needsHealthCheck(old);
  return !needed && needsHealthCheck(spec) ? reserveHealthPort(spec, reservation) : undefined;
}

class NodePorts {
  readonly #spec: Fields;
  readonly #ports: readonly Fields[];
  readonly #reservation: ServiceReservation;

  constructor(spec: Fields, reservation: ServiceReservation) {
    this.#spec = spec;
    this.#ports = objectsAt(spec, 'ports');
    this.#reservation = reservation;
  }

  /** One node port serves all protocols of one port, unless another is asked for. */
  async reserveNew(): Promise<Refusal | undefined> {
    const chosen = new Map<number, number>();
    for (const [index, port] of this.#ports.entries()) {
      const asked = nodePortOf(port);
      if (asked === 0 && !needsNodePorts(this.#spec)) continue;
      const number = numberAt(port, 'port') ?? 0;
      const shared = chosen.get(number);
      if (shared !== undefined && (asked === 0 || asked === shared)) {
        port['nodePort'] = shared;
        continue;
      }
      const wanted = shared === undefined ? this.#askedFor(number) : asked;
      const granted = await this.#reservation.port(wanted);
      if (typeof granted !== 'number') return this.#refusal(granted, index, wanted);
      port['nodePort'] = granted;
      if (shared === undefined) chosen.set(number, granted);
    }
    return undefined;
  }

  /** The node port that any entry for this port asks for. */
  #askedFor(number: number): number {
    const asking = this.#ports.find((port) => numberAt(port, 'port') === number && nodePortOf(port) !== 0);
    return asking === undefined ? 0 : nodePortOf(asking);
  }

  async reserveChanged(): Promise<Refusal | undefined> {
    const { ranges, held } = this.#reservation;
    const own = held.get(ranges.portAllocator);
    const mine = new Set<number>();
    const seen = new Set<string>();
    for (const [index, port] of this.#ports.entries()) {
      const asked = nodePortOf(port);
      if (asked === 0 && !needsNodePorts(this.#spec)) continue;
      const known = asked !== 0 && (own?.has(asked - ranges.ports.first) === true || mine.has(asked));
      const granted = known ? asked : await this.#reservation.port(asked);
      if (typeof granted !== 'number') return this.#refusal(granted, index, asked);
      const key = `${textAt(port, 'protocol')} ${granted}`;
      if (seen.has(key)) return unexplained(`duplicate nodePort: {${key}}`);
      port['nodePort'] = granted;
      mine.add(granted);
      seen.add(key);
    }
    return undefined;
  }

  #refusal(why: Exclude<Granted, number> | 'outside', index: number, asked: number): Refusal {
    const text = whyNot(why, this.#reservation);
    if (asked === 0) return internalError(`failed to allocate a nodePort: ${text}`);
    const problems = new Problems();
    problems.invalid(`spec.ports[${index}].nodePort`, asked, text);
    return invalid({ group: '', kind: 'Service' }, this.#reservation.name, problems.found);
  }
}

function nodePortOf(port: Fields): number {
  return numberAt(port, 'nodePort') ?? 0;
}

function whyNot(why: Exclude<Granted, number> | 'outside', { ranges }: ServiceReservation): string {
  if (why === 'taken') return 'provided port is already allocated';
  if (why === 'full') return 'range is full';
  return `provided port is not in the valid range. The range of valid ports is ${ranges.ports.text}`;
}

async function reserveHealthPort(
  spec: Fields,
  reservation: ServiceReservation,
): Promise<Refusal | undefined> {
  const asked = numberAt(spec, 'healthCheckNodePort') ?? 0;
  const granted = await reservation.port(asked);
  if (typeof granted !== 'number') {
    const what = asked === 0 ? 'a HealthCheck NodePort' : 'requested HealthCheck NodePort';
    return internalError(`failed to allocate ${what} ${asked}: ${whyNot(granted, reservation)}`);
  }
  spec['healthCheckNodePort'] = granted;
  return undefined;
}
