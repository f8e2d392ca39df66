/** Entries of the static table of HPACK (RFC 7541, appendix A). */
const staticIndex = { authority: 1, methodPost: 3, path: 4, schemeHttp: 6, contentType: 31 } as const;
const firstDynamicIndex = 62;

interface Entry {
  /** Index of the name in the static table; 0: the name is spelt out. */
  readonly nameIndex: number;
  readonly name: string;
  readonly value: string;
}

/**
 * The header blocks of one connection's requests. Each field is spelt out once and is an index from then on, as with every
 * client that keeps its connections; there are few enough that none is ever evicted.
 */
export class RequestHeaders {
  readonly #fixed: readonly Entry[];
  /** The oldest first. */
  readonly #inserted: Entry[] = [];
  readonly #blocks = new Map<string, { readonly block: Buffer; readonly insertions: number }>();
  readonly #paths = new Map<string, Entry>();

  constructor(authority: string) {
    this.#fixed = [
      { nameIndex: staticIndex.authority, name: ':authority', value: authority },
      { nameIndex: staticIndex.contentType, name: 'content-type', value: 'application/grpc' },
      { nameIndex: 0, name: 'te', value: 'trailers' },
    ];
  }

  block(path: string): Buffer {
    const made = this.#blocks.get(path);
    if (made?.insertions === this.#inserted.length) return made.block;
    const entry = this.#paths.get(path) ?? { nameIndex: staticIndex.path, name: ':path', value: path };
    this.#paths.set(path, entry);
    const first = [0x80 | staticIndex.methodPost, 0x80 | staticIndex.schemeHttp];
    const before = this.#inserted.length;
    const block = Buffer.from([...first, ...[entry, ...this.#fixed].flatMap((each) => this.#field(each))]);
    // With literals in it the block is good for once.
    if (this.#inserted.length === before) this.#blocks.set(path, { block, insertions: before });
    return block;
  }

  #field(entry: Entry): readonly number[] {
    const at = this.#inserted.indexOf(entry);
    if (at >= 0) return [0x80 | (firstDynamicIndex + this.#inserted.length - 1 - at)];
    this.#inserted.push(entry);
    const name = entry.nameIndex > 0 ? [] : text(entry.name);
    return [0x40 | entry.nameIndex, ...name, ...text(entry.value)];
  }
}

function text(value: string): readonly number[] {
  return [value.length, ...Buffer.from(value, 'latin1')];
}
