/** Why something could not be started, in words that say what to do: the caller's matter, not a fault of this code. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Turns any rejection of a step that depends on the world outside (a port, a file, a server) into a `StartError`. */
export async function refusingToStart<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw new StartError(reasonOf(error), { cause: error });
  }
}

/** What the host says of an address names no way out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
  };
  if (syscall !== 'listen' || address === undefined) return error.message;
  const place = port === undefined ? address : `${address}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is in use: end what listens there, or choose another port`;
    case 'EADDRNOTAVAIL':
      return `${place} is no address of this machine: choose one that is, or 0.0.0.0 for all of them`;
    case 'EACCES':
      return `${place} may not be used: ports below 1024 need privileges`;
    default:
      return `cannot listen at ${place}: ${error.message}`;
  }
}
