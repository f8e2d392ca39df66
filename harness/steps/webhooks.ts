import { Given, Then } from '@cucumber/cucumber';
import { assertMatches, parseExpectation, parseObjects } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { sharedWebhookServer, type WebhookAnswer } from '../world/webhook-server.ts';

/** One YAML document per answer, in turn; the last one stays. */
Given('a webhook {name} that answers:', async function (this: PlimsollWorld, name: string, text: string) {
  const server = await sharedWebhookServer();
  server.script(name, parseObjects(this.variables.expand(text)) as WebhookAnswer[]);
});

/** A list, in the order of the calls since the last look; `[]`: it was not called. */
Then('webhook {name} was called with:', async function (this: PlimsollWorld, name: string, text: string) {
  const calls = (await sharedWebhookServer()).takeCalls(name);
  const seen: unknown = JSON.parse(this.names.logical(JSON.stringify(calls)));
  assertMatches(parseExpectation(this.variables.expand(text)), seen, `what webhook ${name} was called with`);
});
