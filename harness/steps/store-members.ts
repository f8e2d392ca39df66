import assert from 'node:assert/strict';
import { defineParameterType, Given, Then, When, type DataTable } from '@cucumber/cucumber';
import type { EtcdFaults, EtcdMemberStatus } from '../ports/ports.ts';
import { NotApplicable, PrerequisiteUnmet } from '../verdict.ts';
import { whileTimePasses } from '../world/clock-driven.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { bytesOf, sendTo, type StoreVerb } from './store-messages.ts';
import { memberWords, parseMemberWords, rolesOf, underway, type MemberWords } from './store-roles.ts';
import { assertRows } from './store-rows.ts';
import { send, writtenObject } from './store.ts';
import { accept, resultOf, storeOf } from './store-world.ts';

const fates = [
  'killed and restarted',
  'killed',
  'restarted',
  'paused',
  'resumed',
  'powered off',
  'removed',
  'promoted',
  'made the leader',
] as const;
const joiners = ['a voter', 'a learner', 'a stranger'] as const;

defineParameterType({ name: 'members', regexp: memberWords, transformer: parseMemberWords });
defineParameterType({
  name: 'fate',
  regexp: new RegExp(fates.join('|')),
  transformer: (fate: string) => fate as (typeof fates)[number],
});
defineParameterType({
  name: 'joiner',
  regexp: new RegExp(joiners.join('|')),
  transformer: (joiner: string) => joiner as (typeof joiners)[number],
});
defineParameterType({
  name: 'groups',
  regexp: /[a-z0-9, ]+(?:\|[a-z0-9, ]+)+/,
  transformer: (text: string) => text,
});

/** How long members may take to elect a leader, or to catch up. */
const agreementLimitMs = 10_000;

/** How long many puts may take all together, and how many are under way at once. */
const loadLimitMs = 50_000;
const putsAtOnce = 250;

/** The hooks have read the size beforehand; see `storeMembers` there. */
Given('a store of {int} member(s)', function (this: PlimsollWorld, members: number) {
  const { size } = this.need('etcdCluster');
  if (size !== members) throw new PrerequisiteUnmet(`the adapter gave a store of ${size} members`);
});

When('{members} is/are {fate}', async function (this: PlimsollWorld, words: MemberWords, fate: Fate) {
  await storeOf(this).rest();
  const members = await rolesOf(this).meant(words);
  this.history.push(`members ${members.join(', ')} ${fate}`);
  if (fate === 'removed' || fate === 'promoted' || fate === 'made the leader') {
    for (const member of members) await change(this, fate, member);
    return;
  }
  const blows = fate === 'killed and restarted' ? (['killed', 'restarted'] as const) : [fate];
  for (const blow of blows) {
    await underway(this, async (faults) => {
      await Promise.all(members.map((member) => befall(this, { faults, fate: blow, member })));
    });
  }
});

type Fate = (typeof fates)[number];
type Change = 'removed' | 'promoted' | 'made the leader';

interface Blow {
  readonly faults: EtcdFaults;
  readonly fate: Exclude<Fate, Change | 'killed and restarted'>;
  readonly member: number;
}

async function befall(world: PlimsollWorld, { faults, fate, member }: Blow): Promise<void> {
  const store = storeOf(world);
  if (fate === 'restarted' && !store.isSilent(member)) return;
  store.setSilent(member, fate === 'killed' || fate === 'paused' || fate === 'powered off');
  if (fate === 'powered off') {
    if (faults.powerOff === undefined)
      throw new NotApplicable('the adapter cannot cut the power of a member');
    await faults.powerOff(member);
  } else
    await faults[
      ({ killed: 'kill', restarted: 'restart', paused: 'pause', resumed: 'resume' } as const)[fate]
    ](member);
}

/** A change of members is a request to the store: its refusal is the store's answer. */
async function change(world: PlimsollWorld, kind: Change, member: number): Promise<void> {
  const roles = rolesOf(world);
  const through = await roles.leader();
  const options = { through, member };
  const changed = underway(world, (faults) => {
    if (kind === 'removed') return faults.removeMember(options);
    if (kind === 'promoted') return faults.promoteMember(options);
    return faults.moveLeader({ from: through, to: member });
  });
  await asRequest(world, changed);
  if (kind !== 'removed') return;
  roles.known.delete(member);
  storeOf(world).setSilent(member, true);
}

async function asRequest(world: PlimsollWorld, changed: Promise<unknown>): Promise<void> {
  const state = storeOf(world);
  state.begin(changed);
  accept(world, await state.settled(agreementLimitMs));
}

When('{joiner} is started', async function (this: PlimsollWorld, joiner: (typeof joiners)[number]) {
  await storeOf(this).rest();
  const roles = rolesOf(this);
  if (joiner === 'a stranger') {
    roles.newest = await underway(this, (faults) => faults.startStranger());
    return;
  }
  const through = await roles.leader();
  const added = underway(this, (faults) => faults.addMember({ through, learner: joiner === 'a learner' }));
  await asRequest(this, added);
  roles.newest = await added;
  roles.known.add(roles.newest);
});

/** `the leader | the other members`; what stands on one side may be several, apart by commas. */
When('the members are split into {groups}', async function (this: PlimsollWorld, text: string) {
  await storeOf(this).rest();
  const roles = rolesOf(this);
  const groups: number[][] = [];
  for (const side of text.split('|')) {
    const group: number[] = [];
    for (const words of side.split(',')) {
      const meant = await roles.meant(parseMemberWords(words.trim()));
      group.push(...meant.filter((member) => !groups.flat().includes(member)));
    }
    groups.push(group);
  }
  this.history.push(`members split into ${JSON.stringify(groups)}`);
  await underway(this, (faults) => faults.partition(groups));
});

When(
  'nothing from {members} reaches {members}',
  async function (this: PlimsollWorld, sender: MemberWords, receiver: MemberWords) {
    await storeOf(this).rest();
    for (const from of await rolesOf(this).meant(sender)) {
      for (const to of await rolesOf(this).meant(receiver)) {
        if (from !== to) await underway(this, (faults) => faults.cut(from, to));
      }
    }
  },
);

When('the network is healed', async function (this: PlimsollWorld) {
  await storeOf(this).rest();
  await underway(this, (faults) => faults.heal());
});

When(
  '{members} is/are sent a {storeRequest}:',
  async function (this: PlimsollWorld, words: MemberWords, verb: StoreVerb, text: string) {
    const written = writtenObject(this, text);
    for (const member of await rolesOf(this).meant(words)) await send(this, { verb, written, member });
  },
);

/** Puts `load/1` and so on, many at once; the last answer is the store's answer. */
When('{int} keys are put', async function (this: PlimsollWorld, count: number) {
  await storeOf(this).rest();
  const store = await storeOf(this).connection();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await store.put({ key: bytesOf(`load/${next}`), value: bytesOf(String(next)) });
    }
  };
  const all = Promise.all(Array.from({ length: putsAtOnce }, worker));
  const result = await resultOf(whileTimePasses(this.ports.clock, all, loadLimitMs));
  accept(this, result);
  assert.equal(result.code, undefined, result.message);
});

/** What a member says that cannot reach a majority, or says nothing: `UNKNOWN` while it is going down after its removal. */
const noSuccess: readonly string[] = ['NO_ANSWER', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'UNKNOWN'];

/** Refused for now, or no answer at all: the one thing that may not come is a success. */
Then('it is not acknowledged within {duration}', async function (this: PlimsollWorld, limitMs: number) {
  const { answer, code, message } = await storeOf(this).settled(limitMs);
  assert.ok(
    noSuccess.includes(code ?? ''),
    `the store answered ${JSON.stringify(answer ?? `${String(code)}: ${message}`)}`,
  );
});

type Statuses = readonly EtcdMemberStatus[];

/** What members say of leadership. */
const views: Readonly<Record<string, (statuses: Statuses) => boolean>> = {
  /** Each names the same leader in the same term, and that is one of them. */
  'on a leader': (statuses) =>
    new Set(statuses.map(({ leader, raftTerm }) => `${leader} in term ${raftTerm}`)).size === 1 &&
    statuses.some(({ leader, memberId }) => leader === memberId),
  'no leader': (statuses) => statuses.every(({ leader }) => leader === '0'),
  'the others': (statuses) => statuses.every(({ leader, memberId }) => leader === memberId),
};

defineParameterType({
  name: 'view',
  regexp: /agrees? (on a leader)|knows? (no leader)|leads? (the others)/,
  transformer: (...words: readonly (string | undefined)[]) => words.find(Boolean) ?? '',
});

/** What is killed or paused is not asked. */
Then('{members} {view}', async function (this: PlimsollWorld, words: MemberWords, view: string) {
  await untilStatuses(this, words, (statuses) => views[view]?.(statuses) === true);
});

async function untilStatuses(
  world: PlimsollWorld,
  words: MemberWords,
  fit: (statuses: readonly EtcdMemberStatus[]) => boolean,
): Promise<void> {
  await storeOf(world).rest();
  const members = await rolesOf(world).meant(words);
  await eventually(world.ports.clock, agreementLimitMs, async () => {
    const said = await rolesOf(world).statuses(members);
    assert.ok(fit(said.map(({ status }) => status)), `they say ${JSON.stringify(said)}`);
  });
}

/** The members as the store knows them, in the order in which they joined. Columns are fields of the port's entries. */
Then('the members are:', async function (this: PlimsollWorld, table: DataTable) {
  await storeOf(this).rest();
  const through = storeOf(this).running;
  assertRows(this, table, await underway(this, (faults) => faults.members(through)));
});

/** What each of them says itself, without asking the others, once it has caught up: this and nothing else under the keys' prefix. */
Then('{members} hold(s):', async function (this: PlimsollWorld, words: MemberWords, table: DataTable) {
  await storeOf(this).rest();
  for (const member of await rolesOf(this).meant(words)) {
    const store = await storeOf(this).connection(member);
    await eventually(this.ports.clock, agreementLimitMs, async () => {
      const read = sendTo(store, 'range', { key: '\0', rangeEnd: '\0', serializable: true });
      const said = await resultOf(whileTimePasses(this.ports.clock, read, promptlyMs));
      assert.equal(said.code, undefined, `member ${member} does not answer: ${said.message}`);
      assertRows(this, table, (said.answer as { readonly kvs: readonly unknown[] }).kvs);
    });
  }
});
