import type { MemberClient } from '../member-core.ts';
import type { EtcdMember } from '../member.ts';
import type { Timers } from '../../sim/environment.ts';
import type { AnswerPage, PageAnswer } from './listener.ts';
import { metricsText } from './metric.ts';
import type { Metric } from './metric.ts';

export interface StatusPagesOptions {
  readonly member: EtcdMember;
  readonly client: MemberClient;
  readonly timers: Timers;
  readonly version: string;
  metrics(): readonly Metric[];
}

/** A member that does not answer a read within this time is not well. */
const healthTimeoutMs = 1000;

const plain = 'text/plain; charset=utf-8';

/** `/health`, `/version` and `/metrics` as etcd answers them. */
export function statusPages(options: StatusPagesOptions): AnswerPage {
  const pages: Readonly<Record<string, () => Promise<PageAnswer>>> = {
    '/health': () => health(options),
    '/version': async () => {
      const cluster = `${options.version.split('.').slice(0, 2).join('.')}.0`;
      const body = JSON.stringify({ etcdserver: options.version, etcdcluster: cluster });
      return { status: 200, contentType: 'application/json', body };
    },
    '/metrics': async () => ({
      status: 200,
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      body: metricsText(options.metrics()),
    }),
  };
  return async (method, path) => {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) return undefined;
    if (method !== 'GET') {
      return { status: 405, contentType: plain, body: 'Method Not Allowed\n', allow: 'GET' };
    }
    return page();
  };
}

/** Well: no alarm, a leader, and a majority that answers. */
async function health(options: StatusPagesOptions): Promise<PageAnswer> {
  const isWell = await isHealthy(options);
  const body = JSON.stringify({ health: String(isWell) });
  return { status: isWell ? 200 : 503, contentType: plain, body };
}

async function isHealthy({ member, client, timers }: StatusPagesOptions): Promise<boolean> {
  const { leader, errors } = member.status();
  if (leader === '0' || errors.length > 0) return false;
  const read = client.range({ key: Buffer.from('health'), limit: 1 }).then(
    () => true,
    () => false,
  );
  const late = new Promise<boolean>((resolve) => {
    timers.after(healthTimeoutMs, () => {
      resolve(false);
    });
  });
  return Promise.race([read, late]);
}
