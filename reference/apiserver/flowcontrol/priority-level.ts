import { numberAt, objectAt, textAt, type Fields } from '../fields.ts';
import type { FlowSchema } from './flow-schema.ts';
import { FlowRequest, QueueSet, type QueueSetConfig, type WorkEstimate } from './queue-set.ts';
import { SeatDemand } from './seat-demand.ts';
import { dealHand, hashOfFlow } from './shuffle-sharding.ts';

/** What a PriorityLevelConfiguration asks for. */
export interface LevelSpec {
  readonly isExempt: boolean;
  readonly shares: number;
  readonly lendablePercent: number;
  /** Absent: as much as there is. */
  readonly borrowingPercent: number | undefined;
  /** 0: what finds no seat is refused. */
  readonly queues: number;
  readonly handSize: number;
  readonly queueLengthLimit: number;
}

export function levelSpecOf(spec: Readonly<Fields>): LevelSpec {
  const isExempt = textAt(spec, 'type') === 'Exempt';
  const part = objectAt(spec, isExempt ? 'exempt' : 'limited');
  const queuing = objectAt(objectAt(part, 'limitResponse'), 'queuing');
  return {
    isExempt,
    shares: numberAt(part, 'nominalConcurrencyShares') ?? 0,
    lendablePercent: numberAt(part, 'lendablePercent') ?? 0,
    borrowingPercent: isExempt ? undefined : numberAt(part, 'borrowingLimitPercent'),
    queues: numberAt(queuing, 'queues') ?? 0,
    handSize: numberAt(queuing, 'handSize') ?? 0,
    queueLengthLimit: numberAt(queuing, 'queueLengthLimit') ?? 0,
  };
}

/** Seats of a level: what its shares come to, and between which bounds that may move. */
export interface SeatLimits {
  readonly nominal: number;
  readonly least: number;
  readonly most: number;
}

/** No request of a level takes more of its seats than this part of them. */
const mostOfLevel = 0.15;
/** So many flows keep the hand that they were dealt; then hands are dealt anew, to the same cards. */
const mostHands = 5000;
const noHand: readonly number[] = Object.freeze([]);

/** One priority level at work. */
export class PriorityLevel {
  readonly name: string;
  readonly queueSet: QueueSet;
  readonly demand: SeatDemand;
  /** '' for one that is not stored just now. */
  uid = '';
  spec: LevelSpec;
  limits: SeatLimits = { nominal: 0, least: 0, most: 0 };
  /** What it would be given if there were enough. */
  target = 0;
  /** It is no longer wanted, and goes as soon as nothing is left in it. */
  isLeaving = false;
  /** The most seats for one request; 0: as many as any. */
  maxSeats = 0;
  readonly #hands = new Map<string, readonly number[]>();

  constructor(name: string, spec: LevelSpec, nowMs: number) {
    this.name = name;
    this.spec = spec;
    this.demand = new SeatDemand(nowMs);
    this.queueSet = new QueueSet(nowMs, this.configOf(0));
  }

  /** How many requests' worth of seats it may use just now. */
  get seats(): number {
    return this.queueSet.config.seats;
  }

  configOf(seats: number): QueueSetConfig {
    const { isExempt, queues, queueLengthLimit } = this.spec;
    return { queues: isExempt ? 'unlimited' : queues, queueLengthLimit, seats };
  }

  /** Takes another spec. Hands are dealt anew. */
  respecify(uid: string, spec: LevelSpec): void {
    this.uid = uid;
    this.spec = spec;
    this.isLeaving = false;
    this.#hands.clear();
  }

  /** Sets what its shares of the server's seats come to. */
  setLimits(nominal: number, serverSeats: number): void {
    const { lendablePercent, borrowingPercent, handSize } = this.spec;
    const lendable = Math.round((nominal * lendablePercent) / 100);
    const borrowed =
      borrowingPercent === undefined ? serverSeats : Math.round((nominal * borrowingPercent) / 100);
    this.limits = { nominal, least: nominal - lendable, most: nominal + borrowed };
    if (handSize === 0) return;
    const wide = Math.min(Math.ceil(nominal * mostOfLevel), Math.trunc(nominal / handSize));
    this.maxSeats = Math.max(1, wide);
  }

  requestOf(schema: FlowSchema, flow: string, work: WorkEstimate): FlowRequest {
    return new FlowRequest(work, this.#handOf(schema, flow));
  }

  noteDemand(nowMs: number): void {
    this.demand.note(nowMs, this.queueSet.seatsInUse + this.queueSet.seatsWaiting);
  }

  #handOf(schema: FlowSchema, flow: string): readonly number[] {
    const { queues, handSize } = this.spec;
    if (queues === 0 || this.spec.isExempt) return noHand;
    const key = `${schema.name}\n${flow}`;
    const known = this.#hands.get(key);
    if (known !== undefined) return known;
    if (this.#hands.size >= mostHands) this.#hands.clear();
    // With one queue there is nothing to choose.
    const hash = queues === 1 ? 0n : hashOfFlow(schema.name, flow);
    const hand = dealHand(hash, queues, handSize);
    this.#hands.set(key, hand);
    return hand;
  }
}
