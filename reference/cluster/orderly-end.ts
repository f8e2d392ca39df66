import type { ApiServer } from '../apiserver/api-server.ts';
import type { OperationsOptions } from '../apiserver/operations/operations.ts';
import type { Environment } from '../sim/environment.ts';

export interface OrderlyEnd extends Pick<OperationsOptions, 'shutdownDelayMs' | 'shutdownSendRetryAfter'> {
  /** From now on nobody may connect; what is under way goes on. */
  readonly stopListening: () => void;
}

/**
 * An orderly end: says that the server is not ready and serves on for a while, so that whoever asks first goes elsewhere; then
 * takes nothing more, ends watches, and finishes what has begun. Nobody can connect from then on, unless whoever does is to be
 * told when to come back: then as soon as what has begun is finished.
 */
export async function drained(
  environment: Environment,
  server: ApiServer,
  { shutdownDelayMs = 0, shutdownSendRetryAfter = false, stopListening }: OrderlyEnd,
): Promise<void> {
  server.announceEnd();
  if (shutdownDelayMs > 0) {
    await new Promise<void>((resolve) => {
      environment.timers.after(shutdownDelayMs, resolve);
    });
  }
  if (!shutdownSendRetryAfter) stopListening();
  await server.close();
  stopListening();
}
