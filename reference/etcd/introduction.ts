import type { Command } from './command.ts';
import type { Soon } from './member-core.ts';
import type { ResolvedSettings } from './member-parts.ts';
import type { Membership } from './membership.ts';
import type { MemberId } from './raft/types.ts';
import type { Outcome } from './refusal.ts';

export interface IntroductionOptions {
  readonly memberId: MemberId;
  readonly settings: Pick<ResolvedSettings, 'name' | 'clientUrls'>;
  readonly membership: Membership;
  readonly propose: (command: Command) => Soon<Outcome<unknown>>;
}

/** A member that begins tells the others its name and where clients reach it, unless they know. */
export class Introduction {
  readonly #options: IntroductionOptions;
  #isDone = false;

  constructor(options: IntroductionOptions) {
    this.#options = options;
  }

  /** Somebody leads. */
  offer(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    const { memberId, membership, settings, propose } = this.#options;
    const { name, clientUrls } = settings;
    const known = membership.get(memberId);
    if (known?.name === name && known.clientUrls.join() === clientUrls.join()) return;
    const told = propose({ kind: 'memberAttributes', body: { memberId, name, clientUrls } });
    void Promise.resolve(told).then((outcome) => {
      if (!outcome.accepted) this.#isDone = false;
    });
  }
}
