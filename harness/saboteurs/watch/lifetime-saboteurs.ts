import { isWatch, queryOf, wrapKubeApi } from '../kube-api-tampering.ts';
import { eventSaboteur, watchSaboteur } from '../kube-watch-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const lineFeed = 10;

async function* withoutLineFeeds(
  body: AsyncIterable<Uint8Array>,
  reached: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (chunk.includes(lineFeed)) reached();
    yield chunk.filter((byte) => byte !== lineFeed);
  }
}

/** Breaches of how a watch is told and how long. */
export const watchLifetimeSaboteurs: readonly Saboteur[] = [
  {
    id: 'does-not-end-its-lines',
    breaks: 'WATCH-1a',
    title: 'Sends the events of a watch without a line feed between them',
    port: 'kubeApi',
    wrap: (ports, reached) =>
      wrapKubeApi(ports, (api) => async (request) => {
        const answer = await api.send(request);
        if (!isWatch(request) || answer.status >= 300) return answer;
        return {
          ...answer,
          body: withoutLineFeeds(answer.body, reached),
          close: () => {
            answer.close();
          },
        };
      }),
  },
  eventSaboteur(
    {
      id: 'falls-silent-after-the-beginning',
      breaks: 'WATCH-3b',
      title: 'Tells a watch from resource version 0 of no deletion after its beginning',
    },
    ({ request }) =>
      queryOf(request.path).get('resourceVersion') === '0'
        ? ({ type }) => (type === 'DELETED' ? [] : undefined)
        : undefined,
  ),
  eventSaboteur(
    {
      id: 'matching-fields-still-is-new',
      breaks: 'WATCH-6f',
      title: 'Says ADDED again of an object whose fields go on matching the selector',
    },
    ({ request }) =>
      queryOf(request.path).has('fieldSelector')
        ? ({ type, object }) => (type === 'MODIFIED' ? [{ type: 'ADDED', object }] : undefined)
        : undefined,
  ),
  watchSaboteur(
    {
      id: 'ends-before-its-time',
      breaks: 'WATCH-8a',
      title: 'Ends a watch with a timeout as soon as it has begun',
    },
    () =>
      ({ request, status }) =>
        status < 300 && queryOf(request.path).has('timeoutSeconds') ? { first: [], only: true } : undefined,
  ),
];
