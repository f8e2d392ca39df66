import type { Command, CommandKind } from './command.ts';
import type { AlarmType, MemberAlarm } from './member.ts';
import { capped } from './quota.ts';
import { refusals } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** What is looked after even while the data cannot be trusted. */
const administrative: ReadonlySet<CommandKind> = new Set(['alarm', 'member', 'memberAttributes']);

/** The alarms that are raised, the same at every member at the same place of the log. */
export class AlarmBoard {
  #alarms: readonly MemberAlarm[];

  constructor(alarms: readonly MemberAlarm[] = []) {
    this.#alarms = alarms;
  }

  list(): readonly MemberAlarm[] {
    return this.#alarms;
  }

  has(alarm: AlarmType): boolean {
    return this.#alarms.some((raised) => raised.alarm === alarm);
  }

  /** Answers the alarms that were changed. */
  apply({ memberId, alarm, raised }: MemberAlarm & { readonly raised: boolean }): readonly MemberAlarm[] {
    const known = this.#alarms.some((each) => each.memberId === memberId && each.alarm === alarm);
    if (raised === known) return raised ? [{ memberId, alarm }] : [];
    this.#alarms = raised
      ? [...this.#alarms, { memberId, alarm }]
      : this.#alarms.filter((each) => each.memberId !== memberId || each.alarm !== alarm);
    return [{ memberId, alarm }];
  }

  replace(alarms: readonly MemberAlarm[]): void {
    this.#alarms = alarms;
  }

  /** Why the command is refused while alarms are raised. */
  refusalOf(command: Command): Refusal | undefined {
    if (this.#alarms.length === 0) return undefined;
    if (this.has('CORRUPT') && !administrative.has(command.kind)) return refusals.corrupt;
    return this.has('NOSPACE') && capped(command) ? refusals.noSpace : undefined;
  }

  /** For people, and whichever member they ask: as in etcd, an alarm of one is told by all. */
  errors(): readonly string[] {
    return this.#alarms.map(({ memberId, alarm }) => `memberID:${memberId} alarm:${alarm}`);
  }
}
