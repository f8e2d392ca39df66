/**
 * `$name.path.to.field` in a feature stands for a part of an answer that was remembered under `name`; list items are
 * reached by their index, `$list.items.0.metadata.name`. `$$` is a dollar sign.
 */
export class Variables {
  readonly #values = new Map<string, unknown>();

  remember(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** Puts the values in. Throws where a variable or its field does not exist: the feature or the answer is wrong. */
  expand(text: string): string {
    return text.replace(/\$(\$|[A-Za-z][\w]*(?:\.[\w-]+)*)/g, (whole: string, path: string) => {
      if (path === '$') return '$';
      const [name = '', ...fields] = path.split('.');
      if (!this.#values.has(name)) return whole;
      return asText(fields.reduce(fieldOf, this.#values.get(name)), whole);
    });
  }
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}

function asText(value: unknown, variable: string): string {
  if (value === undefined) throw new Error(`${variable} is not in the answer that was remembered`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
