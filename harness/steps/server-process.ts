import { Given, Then, When } from '@cucumber/cucumber';
import { parse } from 'yaml';
import { flagsFrom } from '../catalogue/server-flags.ts';
import { judge } from '../world/judgement.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { visit, type SecureVisit } from '../world/secure-visit.ts';
import { takePort } from '../world/taken-port.ts';
import { eventually } from '../world/waiting.ts';

/** A further server is tried with these options: a mapping as in `the API server runs with:`. */
When('the API server is started with:', async function (this: PlimsollWorld, options: string) {
  const flags = flagsFrom(this.variables.expand(options));
  this.startAttempt = await this.need('serverProcess').tryToStart(flags);
});

Then('it does not start, and says {string}', function (this: PlimsollWorld, words: string) {
  if (this.startAttempt === undefined) throw new Error('no server was started');
  const { started, said } = this.startAttempt;
  judge(!started, () => 'the server has started');
  judge(said.includes(words), () => `the server said: ${said.slice(-1000)}`);
});

/** Somebody listens there for as long as the scenario lasts, or has listened there before. */
Given('the port {int} is taken', async function (this: PlimsollWorld, port: number) {
  this.afterwards.push(await takePort(port));
});

/** Opens a connection of one's own; what came of it is the answer. */
When('a connection to the secure port is opened:', async function (this: PlimsollWorld, text: string) {
  const how = (parse(this.variables.expand(text)) ?? {}) as SecureVisit;
  const outcome = await visit(await this.need('secureEndpoint').address(), how);
  this.tell(outcome);
});

/** The file that the option names is written anew; what comes of it takes its time. */
When('the file of {word} is now:', async function (this: PlimsollWorld, option: string, text: string) {
  await this.need('serverProcess').changeFile(option, this.variables.expand(text));
});

/** As SIGTERM tells a process. The next scenario finds it running again. */
When('the API server is told to end', async function (this: PlimsollWorld) {
  await this.need('serverProcess').tellToEnd();
});

/** It answers nobody any more. */
Then('the API server has ended within {duration}', async function (this: PlimsollWorld, limitMs: number) {
  const server = this.need('serverProcess');
  await eventually(this.ports.clock, limitMs, async () => {
    judge(await server.hasEnded(), () => 'the server has not ended');
  });
  const request = { user: 'admin', method: 'GET', path: '/livez', headers: {} };
  const answer = await this.kubeApi.send(request).catch(() => undefined);
  judge(answer === undefined, () => `a server that has ended answers with ${String(answer?.status)}`);
});
