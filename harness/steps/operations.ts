import { Then, When } from '@cucumber/cucumber';
import { judge } from '../world/judgement.ts';
import { assertMatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { requestHead } from './actions.ts';

/** HTTP messages without bodies, an empty line between two. */
When('{actor} sends at once:', async function (this: PlimsollWorld, user: string, text: string) {
  const heads = this.variables.expand(text).split(/\n\n+/);
  await this.sendAtOnce(heads.map((head) => ({ user, ...requestHead(head) })));
});

/** The events of the last request, found by the name that its answer gives it. */
async function eventsOfIt(world: PlimsollWorld): Promise<readonly unknown[]> {
  const id = world.answer.headers['audit-id'];
  judge(id !== undefined, () => `the answer has no Audit-ID: ${world.told()}`);
  const events = await world.need('auditLog').events();
  const own = events.filter((event) => (event as { readonly auditID?: string }).auditID === id);
  return JSON.parse(world.names.logical(JSON.stringify(own))) as readonly unknown[];
}

/** Every event about the last request, in order, and no other. */
Then('the audit log says of it:', async function (this: PlimsollWorld, text: string) {
  const expected = parseExpectation(this.variables.expand(text));
  await this.ports.clock?.settle();
  await eventually(this.ports.clock, promptlyMs, async () => {
    assertMatches(expected, await eventsOfIt(this), 'the audit log');
  });
});

Then('the audit log says nothing of it', async function (this: PlimsollWorld) {
  await this.ports.clock?.settle();
  const events = await eventsOfIt(this);
  judge(events.length === 0, () => `the audit log says ${JSON.stringify(events).slice(0, 1000)}`);
});
