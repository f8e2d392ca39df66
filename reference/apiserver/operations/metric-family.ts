/** Labels in the form in which they are printed: `code="200",verb="GET"`. */
export type LabelText = string;

/** One name of `/metrics`, with a line for each set of labels. */
export interface MetricFamily {
  readonly name: string;
  /** In Prometheus' text format, ending with a line feed; '' where there is nothing to say. */
  text(): string;
}

interface Named {
  readonly name: string;
  readonly help: string;
}

/** Labels as text, in the order given; values are escaped. */
export function labelText(labels: Readonly<Record<string, string>>): LabelText {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, escaped)}"`)
    .join(',');
}

function escaped(character: string): string {
  return character === '\n' ? String.raw`\n` : `\\${character}`;
}

function head({ name, help }: Named, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function line(name: string, labels: LabelText, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`;
}

/** Only ever rises. */
export class Counter implements MetricFamily {
  readonly name: string;
  readonly #named: Named;
  readonly #values = new Map<LabelText, number>();

  constructor(named: Named) {
    this.#named = named;
    this.name = named.name;
  }

  add(labels: LabelText, by = 1): void {
    this.#values.set(labels, (this.#values.get(labels) ?? 0) + by);
  }

  text(): string {
    if (this.#values.size === 0) return '';
    const lines = [...this.#values].sort(byLabels).map(([labels, value]) => line(this.name, labels, value));
    return head(this.#named, 'counter') + lines.join('');
  }
}

/** Read when it is asked for. */
export class Gauge implements MetricFamily {
  readonly name: string;
  readonly #named: Named & { readonly type?: string };
  readonly #read: () => Iterable<readonly [LabelText, number]>;

  constructor(
    named: Named & { readonly type?: 'counter' },
    read: () => Iterable<readonly [LabelText, number]>,
  ) {
    this.#named = named;
    this.name = named.name;
    this.#read = read;
  }

  text(): string {
    const lines = [...this.#read()].sort(byLabels).map(([labels, value]) => line(this.name, labels, value));
    return lines.length === 0 ? '' : head(this.#named, this.#named.type ?? 'gauge') + lines.join('');
  }
}

interface Observed {
  /** How many fell into each bucket and no earlier one; the last is for those beyond every bound. */
  readonly counts: number[];
  sum: number;
  count: number;
}

/** How values are distributed over buckets with these upper bounds, which rise. */
export class Histogram implements MetricFamily {
  readonly name: string;
  readonly #named: Named;
  readonly #bounds: readonly number[];
  readonly #values = new Map<LabelText, Observed>();

  constructor(named: Named, bounds: readonly number[]) {
    this.#named = named;
    this.name = named.name;
    this.#bounds = bounds;
  }

  observe(labels: LabelText, value: number): void {
    let found = this.#values.get(labels);
    if (found === undefined) {
      found = { counts: this.#bounds.map(() => 0).concat(0), sum: 0, count: 0 };
      this.#values.set(labels, found);
    }
    const at = this.#bounds.findIndex((bound) => value <= bound);
    const bucket = at < 0 ? this.#bounds.length : at;
    found.counts[bucket] = (found.counts[bucket] ?? 0) + 1;
    found.sum += value;
    found.count += 1;
  }

  text(): string {
    if (this.#values.size === 0) return '';
    const blocks = [...this.#values].sort(byLabels).map(([labels, value]) => this.#block(labels, value));
    return head(this.#named, 'histogram') + blocks.join('');
  }

  #block(labels: LabelText, { counts, sum, count }: Observed): string {
    const before = labels === '' ? '' : `${labels},`;
    let total = 0;
    const buckets = this.#bounds.map((bound, index) => {
      total += counts[index] ?? 0;
      return line(`${this.name}_bucket`, `${before}le="${bound}"`, total);
    });
    return [
      ...buckets,
      line(`${this.name}_bucket`, `${before}le="+Inf"`, count),
      line(`${this.name}_sum`, labels, sum),
      line(`${this.name}_count`, labels, count),
    ].join('');
  }
}

function byLabels([left]: readonly [LabelText, unknown], [right]: readonly [LabelText, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
