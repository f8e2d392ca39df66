import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig, type ServerAccess } from '../client/http/kubeconfig.ts';
import { highestPort, runUntilSignal, textOption, wholeNumber, type CommandOptions } from './foreground.ts';
import { createFilter, defaultPatterns } from './proxy/proxy-filter.ts';
import { startProxy } from './proxy/proxy-server.ts';
import { StartError } from './start-error.ts';

const defaultPort = 8001;

/**
 * `plimsoll proxy`: serves the API server of a kubeconfig on this machine, as `kubectl proxy` does, until SIGINT or SIGTERM.
 * Rejects with a `StartError` that says what to do where an option is wrong or it cannot listen.
 */
export async function proxy(options: CommandOptions): Promise<void> {
  const unixSocket = textOption(options, 'unixSocket');
  const port = wholeNumber(options, 'port', highestPort);
  if (unixSocket !== undefined && port !== undefined && port !== defaultPort) {
    throw new StartError('--unix-socket and --port exclude each other');
  }
  const folder = textOption(options, 'www');
  if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    process.stderr.write(
      `warning: --www ${folder} is no folder: until it is one, there are no files to serve\n`,
    );
  const running = await startProxy({
    access: accessOf(textOption(options, 'kubeconfig'), textOption(options, 'context')),
    address: textOption(options, 'address') ?? '127.0.0.1',
    port: port ?? defaultPort,
    apiPrefix: slashEnded(textOption(options, 'apiPrefix') ?? '/'),
    ...(unixSocket === undefined ? {} : { unixSocket }),
    ...(folder === undefined
      ? {}
      : { files: { folder, prefix: slashEnded(textOption(options, 'wwwPrefix') ?? '/static/') } }),
    ...(options['disableFilter'] === true ? {} : { filter: createFilter(patternsOf(options)) }),
  }).catch((error: unknown) => {
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`the proxy cannot listen: ${reason}`, { cause: error });
  });
  await runUntilSignal(running, [`Starting to serve on ${running.address}`]);
}

function patternsOf(options: CommandOptions): typeof defaultPatterns {
  const given = (name: keyof typeof defaultPatterns): string => {
    const value = options[name];
    return typeof value === 'string' ? value : defaultPatterns[name];
  };
  return {
    acceptPaths: given('acceptPaths'),
    rejectPaths: given('rejectPaths'),
    acceptHosts: given('acceptHosts'),
    rejectMethods: given('rejectMethods'),
  };
}

function slashEnded(prefix: string): string {
  const started = prefix.startsWith('/') ? prefix : `/${prefix}`;
  return started.endsWith('/') ? started : `${started}/`;
}

function accessOf(file: string | undefined, context: string | undefined): ServerAccess {
  const path = file ?? process.env['KUBECONFIG'] ?? join(homedir(), '.kube', 'config');
  try {
    return readKubeconfig(path, context);
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
