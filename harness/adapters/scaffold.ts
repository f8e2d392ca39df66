/** `plimsoll adapter new PATH`: an adapter that loads, says what to do, and runs against any API server at once. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../catalogue/problem.ts';

function moduleText(name: string): string {
  return `// An adapter lets Plimsoll reach your implementation. This one speaks plain HTTP to a URL:
//
//   npx plimsoll run --adapter './${name}?url=http://127.0.0.1:8080&version=1.0' --requirement API
//
// Change what differs in yours. Every other port (secureEndpoint, serverProcess, etcdCluster, clock, apiStore, …) may be added to \`ports\`;
// requirements that need a port which is not there are reported as not applicable.

/** @type {import('plimsoll/ports').CreateAdapter} */
export async function createAdapter(options) {
  const url = options.url ?? 'http://127.0.0.1:8080';
  return {
    manifest: {
      name: '${name.replace(/\.[cm]?js$/, '')}',
      implementation: { name: 'my-apiserver', version: options.version ?? '0.0.0' },
      kubernetes: '1.32', // the Kubernetes version that it implements
      ports: ['kubeApi'],
      shared: true, // all scenarios share the one server at \`url\`
      features: [],
    },
    // One session per scenario. Start a fresh server here and set shared to false, if yours starts fast.
    async open() {
      return { ports: { kubeApi: { send: (request) => send(url, request) } }, async close() {} };
    },
    async close() {},
  };
}

/** @param {string} url @param {import('plimsoll/ports').HttpRequest} request @returns {Promise<import('plimsoll/ports').HttpAnswer>} */
async function send(url, request) {
  const ended = new AbortController();
  const response = await fetch(url + request.path, {
    method: request.method,
    headers: { ...request.headers, 'impersonate-user': request.user },
    body: request.body ?? null,
    signal: ended.signal,
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: chunks(response),
    close: () => ended.abort(),
  };
}

async function* chunks(response) {
  if (response.body) yield* response.body;
}
`;
}

/** Writes the scaffold; never over a file that is there. Returns the file and the command that tries it. */
export async function writeScaffold(
  path: string,
): Promise<{ readonly file: string; readonly command: string }> {
  const file = /\.[cm]?js$/.test(path) ? path : join(path, 'adapter.mjs');
  if (existsSync(file)) throw new UsageError(`${file} is there already; choose another path`);
  const name = file.split(/[\\/]/).at(-1) ?? 'adapter.mjs';
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, moduleText(name));
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const given = file.startsWith('/') || file.startsWith('.') ? file : `./${file}`;
  return {
    file,
    command: `npx plimsoll run --adapter '${given}?url=http://127.0.0.1:8080' --requirement API`,
  };
}
