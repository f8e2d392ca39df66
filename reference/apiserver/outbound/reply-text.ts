import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** No webhook has so much to say; kube-apiserver reads on as long as the time allows. */
export const replyLimitBytes: number = 32 * 1024 * 1024;

/** A body that could not be read to its end. */
export class UnreadBody {
  readonly why: string;
  constructor(why: string) {
    this.why = `unexpected error when reading response body. Please retry. Original error: ${why}`;
  }
}

/**
 * The text of a body, unpacked where it is said to be packed with gzip, the only way that is asked for. No more than the limit is
 * ever held, packed or unpacked.
 */
export async function textOfReply(body: Readable, encoding: string): Promise<string | UnreadBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of encoding.toLowerCase() === 'gzip' ? unpacked(body) : body) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > replyLimitBytes) return new UnreadBody(`it is larger than ${replyLimitBytes} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    return new UnreadBody(reasonOf(error));
  } finally {
    body.on('error', () => undefined);
    body.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unpacked(body: Readable): Readable {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, code } = error as Error & { readonly code?: string };
  if (name === 'AbortError') return 'context deadline exceeded';
  if (code === 'Z_DATA_ERROR') return 'gzip: invalid header';
  return code === 'UND_ERR_SOCKET' ||
    code === 'ECONNRESET' ||
    code === 'UND_ERR_ABORTED' ||
    code === 'Z_BUF_ERROR'
    ? 'unexpected EOF'
    : message;
}
