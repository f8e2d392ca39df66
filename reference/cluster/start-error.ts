/** Why something could not be started, in words that say what to do: the caller's matter, not a fault of this code. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Turns any rejection of a step that depends on the world outside (a port, a file, a server) into a `StartError`. */
export async function refusingToStart<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
