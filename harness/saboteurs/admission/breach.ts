import {
  kubeApiSaboteur,
  objectOf,
  sentText,
  withField,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import { acceptsRefused, answers, on, refuses, type Concerns } from '../api/breach.ts';
import type { Saboteur } from '../saboteur.ts';

/** Requests whose body says something of the kind. */
export function saying(concerns: Concerns, text: RegExp): Concerns {
  return (request) => concerns(request) && text.test(sentText(request));
}

/** Requests whose body says nothing of the kind. */
export function notSaying(concerns: Concerns, text: RegExp): Concerns {
  return (request) => concerns(request) && !text.test(sentText(request));
}

/** Lets in what admission refuses, as far as the caller can see. */
export function letsIn(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return kubeApiSaboteur(named, acceptsRefused(concerns, 403));
}

/** Lets in what is refused with words of the kind. */
export function letsInWhere(named: SaboteurTitle, message: RegExp): Saboteur {
  return kubeApiSaboteur(named, () => {
    const { answer } = acceptsRefused(() => true, 403)();
    return {
      answer: (seen, ask) => (message.test(String(seen.body['message'])) ? answer?.(seen, ask) : undefined),
    };
  });
}

/** Refuses what is to be let in. */
export function keepsOut(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return kubeApiSaboteur(named, refuses(concerns, 403, 'Forbidden'));
}

/** Says something else where admission refuses. */
export function rewords(
  named: SaboteurTitle,
  change: (message: string) => string,
  about: RegExp = /./,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ status, body }) => {
      const message = String(body['message']);
      const other = change(message);
      if (status !== 403 || !about.test(message) || other === message) return undefined;
      return { body: { ...body, message: other } };
    },
  }));
}

/** Shows another status of a quota wherever `change` returns one. */
export function showsStatus(
  named: SaboteurTitle,
  change: (used: Readonly<Record<string, string>>, quota: JsonObject) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(
    named,
    answers(on('GET', /\/resourcequotas\/[^/]+$/), (quota) => {
      const status = objectOf(quota['status']);
      const used = objectOf(status['used']) as Readonly<Record<string, string>>;
      const changed = change(used, quota);
      return changed === undefined ? undefined : withField(quota, ['status'], { ...status, ...changed });
    }),
  );
}

/** Shows other amounts as used; undefined leaves a quota alone. */
export function showsUsed(
  named: SaboteurTitle,
  change: (used: Readonly<Record<string, string>>) => Readonly<Record<string, string>> | undefined,
): Saboteur {
  return showsStatus(named, (used) => {
    const changed = change(used);
    return changed === undefined ? undefined : { used: { ...used, ...changed } };
  });
}
