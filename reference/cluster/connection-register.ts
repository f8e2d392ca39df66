/** One connection between components: who opened it, to whom, over what. */
export interface ComponentConnection {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'http' | 'etcd';
}

/** Who is connected to whom, kept by those who open connections, at the moment when they do. */
export class ConnectionRegister {
  readonly #open = new Set<ComponentConnection>();

  /** Notes a connection; call the answer when it is closed. */
  opened(connection: ComponentConnection): () => void {
    this.#open.add(connection);
    return () => {
      this.#open.delete(connection);
    };
  }

  /** In the order of opening. */
  list(): readonly ComponentConnection[] {
    return [...this.#open];
  }
}
