import type { StartAttempt } from '../../ports/ports.ts';
import type { SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** What comes of starting a server is something else. */
function startsOtherwise(named: SaboteurTitle, change: (attempt: StartAttempt) => StartAttempt): Saboteur {
  return {
    ...named,
    port: 'serverProcess',
    wrap: (ports, reached) => {
      const { serverProcess } = ports;
      if (serverProcess === undefined) return ports;
      const tryToStart: typeof serverProcess.tryToStart = async (flags) => {
        reached();
        return change(await serverProcess.tryToStart(flags));
      };
      return { ...ports, serverProcess: { ...serverProcess, tryToStart } };
    },
  };
}

function starts(named: SaboteurTitle): Saboteur {
  return startsOtherwise(named, () => ({ started: true, said: '' }));
}

function saysLess(named: SaboteurTitle, words: RegExp): Saboteur {
  return startsOtherwise(named, ({ started, said }) => ({ started, said: said.replaceAll(words, 'it') }));
}

/** Breaches of what servers refuse to begin with. */
export const startSaboteurs: readonly Saboteur[] = [
  starts({
    id: 'passes-over-lines-that-are-no-policies',
    breaks: 'AUTH-13f',
    title: 'starts with the lines of the policy file that it can read',
  }),
  saysLess(
    { id: 'names-no-line', breaks: 'AUTH-13f', title: 'does not say which line is no policy' },
    /line \d+/g,
  ),
  saysLess({ id: 'listens-anywhere', breaks: 'API-7f', title: 'takes another port than it should' }, /6443/g),
  starts({
    id: 'passes-over-unknown-options',
    breaks: 'OPS-13a',
    title: 'starts with the options that it can read',
  }),
  saysLess(
    { id: 'names-no-option', breaks: 'OPS-13a', title: 'does not say which option is wrong' },
    /[a-z]+-[a-z-]+/g,
  ),
  starts({
    id: 'passes-over-unknown-plugins',
    breaks: 'OPS-13b',
    title: 'starts without the authorizers and plug-ins that it does not have',
  }),
  saysLess(
    { id: 'names-no-plugin', breaks: 'OPS-13b', title: "does not say which name is nobody's" },
    /Unheard/g,
  ),
  starts({
    id: 'takes-the-last-word',
    breaks: 'OPS-13c',
    title: 'starts with one of two options that contradict each other',
  }),
  starts({
    id: 'audits-by-half-a-policy',
    breaks: 'OPS-13d',
    title: 'starts without the parts of a file that it cannot read',
  }),
  saysLess(
    { id: 'names-no-place', breaks: 'OPS-13d', title: 'does not say where in the file the mistake is' },
    /\[\d+\]/g,
  ),
];
