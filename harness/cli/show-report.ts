import { spawn } from 'node:child_process';

/** What opens a file in the reader's browser, by platform. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens a report in the browser and does not wait for it. Without a screen, or where nothing can open it, resolves to
 * false: the path has been printed, and that is enough.
 */
export async function showReport(path: string): Promise<boolean> {
  const [command, ...words] = openers[process.platform] ?? [];
  const hasScreen =
    process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (command === undefined || !hasScreen || process.env['CI'] !== undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(command, [...words, path], { detached: true, stdio: 'ignore' });
    child.once('error', () => {
      resolve(false);
    });
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
