import { setTimeout as sleep } from 'node:timers/promises';
import { Given, Then } from '@cucumber/cucumber';
import { assertMatches, parseExpectation, parseObjects } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { sharedWebhookServer, type WebhookAnswer } from '../world/webhook-server.ts';

/** One YAML document per answer, in turn; the last one stays. */
Given('a webhook {name} that answers:', async function (this: PlimsollWorld, name: string, text: string) {
  const server = await sharedWebhookServer();
  server.script(name, parseObjects(this.variables.expand(text)) as WebhookAnswer[]);
});

/** Calls may come after the request that they are about, such as those of an audit log. */
const lateCallsMs = 3_000;

/** A list, in the order of the calls since the last look; `[]`: it was not called. */
Then('webhook {name} was called with:', async function (this: PlimsollWorld, name: string, text: string) {
  const server = await sharedWebhookServer();
  const expected = parseExpectation(this.variables.expand(text));
  const wanted = Array.isArray(expected) ? expected.length : 0;
  for (let waited = 0; server.countCalls(name) < wanted && waited < lateCallsMs; waited += 50)
    await sleep(50);
  const seen: unknown = JSON.parse(this.names.logical(JSON.stringify(server.takeCalls(name))));
  assertMatches(expected, seen, `what webhook ${name} was called with`);
});
