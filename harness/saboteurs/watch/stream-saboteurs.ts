import type { HttpAnswer, HttpRequest, Ports } from '../../ports/ports.ts';
import { failure, type Concerns } from '../api/breach.ts';
import {
  isWatch,
  kubeApiSaboteur,
  pathOf,
  queryOf,
  withQuery,
  wrapKubeApi,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import { watchSaboteur, type WatchTampering } from '../kube-watch-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** Asks for those watches otherwise. */
function watchesOtherwise(
  named: SaboteurTitle,
  change: (request: HttpRequest) => HttpRequest | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    request: (request) => (isWatch(request) ? change(request) : undefined),
  }));
}

/** Leaves a query parameter of watches out, where it has this form. */
function ignores(named: SaboteurTitle, parameter: string, form: RegExp = /./): Saboteur {
  return watchesOtherwise(named, (request) =>
    form.test(queryOf(request.path).get(parameter) ?? '')
      ? withQuery(request, { [parameter]: undefined })
      : undefined,
  );
}

/** Answers a watch that was refused as if it had been accepted and nothing had happened. */
function acceptsRefusedWatch(code: number, concerns: Concerns = () => true): () => WatchTampering {
  return () => (watch) =>
    watch.status === code && concerns(watch.request) ? { status: 200, first: [], only: true } : undefined;
}

/** A watch is refused where its namespace does not exist. */
const demandsTheNamespace: WatchTampering = async ({ request, look }) => {
  const namespace = /^\/api\/v1\/namespaces\/[^/]+/.exec(request.path)?.[0];
  if (namespace === undefined || (await look(namespace)) !== undefined) return undefined;
  return { status: 404, first: [{ type: 'ERROR', object: failure(404, 'NotFound') }], only: true };
};

const expired = failure(410, 'Expired');

/** Once a watch has been given, later ones from a resource version begin with what exists. */
const forgetsWhereClientsWere: () => (request: HttpRequest) => HttpRequest | undefined = () => {
  let watches = 0;
  return (request) => {
    watches += 1;
    const resumes = watches > 1 && queryOf(request.path).has('resourceVersion');
    return resumes ? withQuery(request, { resourceVersion: undefined }) : undefined;
  };
};

const oneEarlier = (request: HttpRequest): HttpRequest | undefined => {
  const from = Number(queryOf(request.path).get('resourceVersion') ?? 0);
  return from > 1 ? withQuery(request, { resourceVersion: String(from - 1) }) : undefined;
};

/** The path of all namespaces instead of one. */
const everywhere = (request: HttpRequest): HttpRequest | undefined => {
  const path = request.path.replace(/\/namespaces\/[^/?]+\/(?=[a-z]+\?)/, '/');
  return path === request.path ? undefined : { ...request, path };
};

/** Chunks that one watch has not taken yet, when a watch that reads is told. */
const mostBehind = 8;

/** Reads every watch ahead, as a server does that has a queue for each. */
class QueuedWatch {
  readonly queue: Uint8Array[] = [];
  ended = false;
  closed = false;
  readonly answer: HttpAnswer;
  #wake: () => void = () => undefined;

  constructor(answer: HttpAnswer, arrived: (watch: QueuedWatch, chunk: Uint8Array) => void) {
    this.answer = answer;
    void this.#fill(arrived);
  }

  async #fill(arrived: (watch: QueuedWatch, chunk: Uint8Array) => void): Promise<void> {
    try {
      let rest = Buffer.alloc(0);
      for await (const chunk of this.answer.body) {
        const text = Buffer.concat([rest, chunk]);
        const end = text.lastIndexOf('\n') + 1;
        for (const line of text.subarray(0, end).toString('utf8').split('\n'))
          if (line !== '') arrived(this, Buffer.from(`${line}\n`));
        rest = Buffer.from(text.subarray(end));
        this.wake();
      }
    } catch {
      this.closed = true;
    }
    this.ended = true;
    this.wake();
  }

  wake(): void {
    this.#wake();
  }

  /** Lines as long as `may` lets them go; waits otherwise. */
  async *lines(may: () => boolean, taken: () => void): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = may() ? this.queue.shift() : undefined;
      if (next !== undefined) {
        taken();
        yield next;
      } else if (this.ended || this.closed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  close(): void {
    this.closed = true;
    this.answer.close();
    this.wake();
  }
}

/** One dispatcher for all watches: it waits for the slowest, so that whoever does not read stops everybody. */
function waitsForTheSlowest(ports: Ports, reached: () => void): Ports {
  const watches = new Set<QueuedWatch>();
  const may = (own: QueuedWatch): boolean => {
    const blocked = [...watches].some(
      (watch) => watch !== own && !watch.closed && watch.queue.length > mostBehind,
    );
    if (blocked && own.queue.length > 0) reached();
    return !blocked;
  };
  return queued(ports, (answer) => {
    const watch = new QueuedWatch(answer, (own, line) => own.queue.push(line));
    watches.add(watch);
    const wakeAll = (): void => {
      for (const other of watches) other.wake();
    };
    return { watch, body: watch.lines(() => may(watch), wakeAll) };
  });
}

/** A watch that falls behind loses what does not fit into its queue and is told the rest. */
function skipsTheSlow(ports: Ports, reached: () => void): Ports {
  return queued(ports, (answer) => {
    const watch = new QueuedWatch(answer, (own, line) => {
      if (own.queue.length <= mostBehind) own.queue.push(line);
      else {
        own.queue.splice(mostBehind, 1, line);
        reached();
      }
    });
    return {
      watch,
      body: watch.lines(
        () => true,
        () => undefined,
      ),
    };
  });
}

function queued(
  ports: Ports,
  open: (answer: HttpAnswer) => { watch: QueuedWatch; body: AsyncIterable<Uint8Array> },
): Ports {
  return wrapKubeApi(ports, (api) => async (request) => {
    const answer = await api.send(request);
    if (!isWatch(request) || answer.status >= 300) return answer;
    const { watch, body } = open(answer);
    return {
      ...answer,
      body,
      close: () => {
        watch.close();
      },
    };
  });
}

export const watchStreamSaboteurs: readonly Saboteur[] = [
  watchSaboteur(
    { id: 'streams-plain-text', breaks: 'WATCH-1a', title: 'Says that the events of a watch are plain text' },
    () => () => ({
      headers: { 'content-type': 'text/plain' },
    }),
  ),
  watchSaboteur(
    {
      id: 'refuses-a-watch-without-version',
      breaks: 'WATCH-3a',
      title: 'Takes a watch without a resource version for one from before the history',
      upstream:
        'kubernetes/kubernetes#13809: a watch without a resource version was refused because version 0 was too old',
    },
    () =>
      ({ request }) => {
        const from = queryOf(request.path).get('resourceVersion');
        return from === null ? { first: [{ type: 'ERROR', object: expired }], only: true } : undefined;
      },
  ),
  ignores(
    { id: 'repeats-the-list', breaks: 'WATCH-3c', title: 'Begins every watch with what exists' },
    'resourceVersion',
    /^[1-9]/,
  ),
  watchesOtherwise(
    {
      id: 'begins-with-the-version-itself',
      breaks: 'WATCH-3d',
      title: 'Tells a watch the change of the very resource version that it begins after',
      upstream:
        'kubernetes/kubernetes#24004: with the watch cache a watch from N began with the event at N instead of the next',
    },
    oneEarlier,
  ),
  watchSaboteur(
    {
      id: 'accepts-contradictory-initial-events',
      breaks: 'WATCH-3f',
      title: 'Accepts a watch whose wishes about initial events contradict each other',
    },
    acceptsRefusedWatch(422),
  ),
  watchSaboteur(
    {
      id: 'accepts-a-nonsense-version',
      breaks: 'WATCH-3g',
      title: 'Accepts a watch from a resource version that is no number',
    },
    () => (watch) =>
      watch.status >= 400 && /resourceVersion=(?!\d+(?:&|$))/.test(watch.request.path)
        ? { status: 200, first: [], only: true }
        : undefined,
  ),
  watchesOtherwise(
    { id: 'watches-every-namespace', breaks: 'WATCH-5a', title: 'Tells a watcher of one namespace of all' },
    everywhere,
  ),
  ignores(
    { id: 'watches-every-name', breaks: 'WATCH-5c', title: 'Tells a watcher of one name of all' },
    'fieldSelector',
    /metadata\.name/,
  ),
  watchesOtherwise(
    { id: 'watches-another-resource', breaks: 'WATCH-5d', title: 'Tells a watcher of ConfigMaps of Secrets' },
    (request) =>
      pathOf(request).endsWith('/configmaps')
        ? { ...request, path: request.path.replace('/configmaps', '/secrets') }
        : undefined,
  ),
  watchSaboteur(
    {
      id: 'demands-the-namespace',
      breaks: 'WATCH-5f',
      title: 'Refuses to watch a namespace that does not exist yet',
    },
    () => demandsTheNamespace,
  ),
  ignores(
    {
      id: 'watch-ignores-the-label-selector',
      breaks: 'WATCH-6d',
      title: 'Tells a watcher with a label selector of every object',
    },
    'labelSelector',
  ),
  ignores(
    {
      id: 'watch-ignores-the-field-selector',
      breaks: 'WATCH-6f',
      title: 'Tells a watcher with a field selector of every object',
    },
    'fieldSelector',
    /status/,
  ),
  watchSaboteur(
    {
      id: 'accepts-a-broken-selector',
      breaks: 'WATCH-6g',
      title: 'Accepts a watch whose selector cannot be read',
    },
    acceptsRefusedWatch(400),
  ),
  watchSaboteur(
    { id: 'bookmarks-unasked', breaks: 'WATCH-7a', title: 'Ends every watch with a bookmark' },
    () => () => ({
      last: () => [
        {
          type: 'BOOKMARK',
          object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { resourceVersion: '1' } },
        },
      ],
    }),
  ),
  watchSaboteur(
    { id: 'ends-by-an-error', breaks: 'WATCH-8a', title: 'Ends a watch whose time has passed with an error' },
    () => () => ({
      last: () => [{ type: 'ERROR', object: failure(504, 'Timeout') }],
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'forgets-where-clients-were',
      breaks: 'WATCH-8b',
      title: 'Begins a resumed watch with what exists',
    },
    () => {
      const change = forgetsWhereClientsWere();
      return { request: (request) => (isWatch(request) ? change(request) : undefined) };
    },
  ),
  {
    id: 'waits-for-the-slowest-watcher',
    breaks: 'WATCH-9a',
    title: 'Tells nobody anything while one watcher does not read',
    upstream:
      'kubernetes/kubernetes#24091: events went to one watcher after the other, so a blocked one held up all the rest',
    port: 'kubeApi',
    wrap: waitsForTheSlowest,
  },
  {
    id: 'skips-the-slow-watcher',
    breaks: 'WATCH-9b',
    title: 'Leaves out changes for a watcher that has fallen behind',
    port: 'kubeApi',
    wrap: skipsTheSlow,
  },
  watchesOtherwise(
    {
      id: 'watch-knows-no-tables',
      breaks: 'WATCH-10b',
      title: 'Sends objects to a watcher that accepts tables',
    },
    (request) =>
      (request.headers['accept'] ?? '').includes('as=Table')
        ? { ...request, headers: { ...request.headers, accept: 'application/json' } }
        : undefined,
  ),
];
