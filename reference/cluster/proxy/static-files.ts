import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Sends a file below the folder, of a folder its `index.html`. What lies elsewhere is not found, nor is what is missing. */
export function sendFile(outgoing: ServerResponse, folder: string, path: string, withBody: boolean): void {
  const file = fileBelow(resolve(folder), path);
  if (file === undefined) {
    outgoing.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
    return;
  }
  const { size } = statSync(file);
  const type = mediaTypes[extname(file)] ?? 'application/octet-stream';
  outgoing.writeHead(200, { 'content-type': type, 'content-length': size });
  if (withBody) createReadStream(file).pipe(outgoing);
  else outgoing.end();
}

function fileBelow(folder: string, path: string): string | undefined {
  if (path.includes('\0')) return undefined;
  const asked = resolve(join(folder, path));
  if (asked !== folder && !asked.startsWith(folder + sep)) return undefined;
  const found = statSync(asked, { throwIfNoEntry: false });
  if (found?.isFile() === true) return asked;
  const index = join(asked, 'index.html');
  return found?.isDirectory() === true && statSync(index, { throwIfNoEntry: false })?.isFile() === true
    ? index
    : undefined;
}
