import {
  Counter,
  Gauge,
  Histogram,
  labelText,
  type LabelText,
  type MetricFamily,
} from '../operations/metric-family.ts';
import type { PriorityLevel } from './priority-level.ts';
import type { Arrival } from './queue-set.ts';

/** Why a request was refused: at once, or after it had waited as long as it may. */
export type RejectReason = Exclude<Arrival, 'accepted'> | 'time-out';

/** What is counted of the requests of one schema in one level. */
export class FlowFigures {
  readonly level: string;
  readonly labels: LabelText;
  readonly #waits: Histogram;
  readonly #rejections: Counter;
  readonly #waitLabels: Readonly<Record<'true' | 'false', LabelText>>;
  dispatched = 0;
  executing = 0;
  executingSeats = 0;
  waiting = 0;
  waitingSeats = 0;
  refused = 0;
  /** Of those that were refused, those that had waited as long as they may. */
  gaveUp = 0;

  constructor(
    level: string,
    labels: LabelText,
    families: { readonly waits: Histogram; readonly rejections: Counter },
  ) {
    this.level = level;
    this.labels = labels;
    this.#waits = families.waits;
    this.#rejections = families.rejections;
    this.#waitLabels = { true: `execute="true",${labels}`, false: `execute="false",${labels}` };
  }

  waited(seconds: number, isServed: boolean): void {
    this.#waits.observe(this.#waitLabels[isServed ? 'true' : 'false'], seconds);
  }

  rejected(reason: RejectReason): void {
    this.refused += 1;
    if (reason === 'time-out') this.gaveUp += 1;
    this.#rejections.add(`${this.labels},reason="${reason}"`);
  }
}

const waitBounds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

interface LevelSources {
  readonly levels: () => Iterable<PriorityLevel>;
  readonly fairFraction: () => number;
}

/** What `/metrics` tells of priority and fairness, under upstream's names and labels. */
export class FlowMetrics {
  readonly families: readonly MetricFamily[];
  readonly #byFlow = new Map<LabelText, FlowFigures>();
  readonly #rejections = new Counter({
    name: 'apiserver_flowcontrol_rejected_requests_total',
    help: '[BETA] Requests that were refused, by reason.',
  });
  readonly #waits = new Histogram(
    {
      name: 'apiserver_flowcontrol_request_wait_duration_seconds',
      help: '[BETA] How long requests waited in their queue.',
    },
    waitBounds,
  );

  constructor(sources: LevelSources) {
    this.families = [
      this.#flowGauge(
        'current_executing_requests',
        '[BETA] Requests being served.',
        (flow) => flow.executing,
      ),
      this.#flowGauge('current_executing_seats', '[BETA] Seats in use.', (flow) => flow.executingSeats),
      this.#flowGauge('current_inqueue_requests', '[BETA] Requests in queues.', (flow) => flow.waiting),
      this.#flowGauge(
        'current_inqueue_seats',
        '[ALPHA] Seats that are waited for.',
        (flow) => flow.waitingSeats,
      ),
      levelGauge(
        sources,
        'current_limit_seats',
        '[ALPHA] Seats that a level may use just now.',
        (level) => level.seats,
      ),
      levelGauge(sources, 'current_r', '[ALPHA] How far the queues of a level have come.', progressOf),
      levelGauge(
        sources,
        'demand_seats_average',
        '[ALPHA] Seats asked for.',
        (level) => level.demand.figures.average,
      ),
      levelGauge(
        sources,
        'demand_seats_high_watermark',
        '[ALPHA] Most seats asked for.',
        (level) => level.demand.figures.most,
      ),
      levelGauge(
        sources,
        'demand_seats_smoothed',
        '[ALPHA] Seats asked for, smoothed.',
        (level) => level.demand.smoothed,
      ),
      levelGauge(
        sources,
        'demand_seats_stdev',
        '[ALPHA] Spread of the seats asked for.',
        (level) => level.demand.figures.deviation,
      ),
      this.#dispatched(),
      levelGauge(
        sources,
        'lower_limit_seats',
        '[ALPHA] Least seats of a level.',
        (level) => level.limits.least,
      ),
      levelGauge(
        sources,
        'nominal_limit_seats',
        '[BETA] What the shares of a level come to.',
        (level) => level.limits.nominal,
      ),
      this.#rejections,
      this.#waits,
      new Gauge(
        { name: 'apiserver_flowcontrol_seat_fair_frac', help: '[ALPHA] Fair part of what levels ask for.' },
        () => [['', sources.fairFraction()]],
      ),
      levelGauge(
        sources,
        'target_seats',
        '[ALPHA] Seats that a level would be given.',
        (level) => level.target,
      ),
      levelGauge(
        sources,
        'upper_limit_seats',
        '[ALPHA] Most seats of a level.',
        (level) => level.limits.most,
      ),
    ];
  }

  of(schema: string, level: string): FlowFigures {
    const labels = labelText({ flow_schema: schema, priority_level: level });
    const known = this.#byFlow.get(labels);
    if (known !== undefined) return known;
    const made = new FlowFigures(level, labels, { waits: this.#waits, rejections: this.#rejections });
    this.#byFlow.set(labels, made);
    return made;
  }

  /** All schemas of a level together. */
  ofLevel(name: string): { readonly dispatched: number; readonly rejected: number; readonly gaveUp: number } {
    const flows = [...this.#byFlow.values()].filter(({ level }) => level === name);
    const sum = (of: (flow: FlowFigures) => number): number => flows.reduce((all, flow) => all + of(flow), 0);
    return {
      dispatched: sum((flow) => flow.dispatched),
      rejected: sum((flow) => flow.refused),
      gaveUp: sum((flow) => flow.gaveUp),
    };
  }

  #dispatched(): Gauge {
    const name = 'apiserver_flowcontrol_dispatched_requests_total';
    return new Gauge({ name, help: '[BETA] Requests that were served.', type: 'counter' }, () =>
      this.#seen().map((flow) => [flow.labels, flow.dispatched]),
    );
  }

  #flowGauge(name: string, help: string, read: (flow: FlowFigures) => number): Gauge {
    return new Gauge({ name: `apiserver_flowcontrol_${name}`, help }, () =>
      this.#seen().map((flow) => [flow.labels, read(flow)]),
    );
  }

  /** Flows that nobody was in yet are not told. */
  #seen(): readonly FlowFigures[] {
    return [...this.#byFlow.values()].filter(({ dispatched, waiting }) => dispatched + waiting > 0);
  }
}

function progressOf({ queueSet }: PriorityLevel): number {
  return queueSet.progress / 1000;
}

function levelGauge(
  sources: LevelSources,
  name: string,
  help: string,
  read: (level: PriorityLevel) => number,
): Gauge {
  return new Gauge({ name: `apiserver_flowcontrol_${name}`, help }, () =>
    [...sources.levels()].map((level) => [labelText({ priority_level: level.name }), read(level)]),
  );
}
