import {
  After,
  Before,
  BeforeAll,
  BeforeStep,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
} from '@cucumber/cucumber';
import { proxyFlagsOf, serverFlagsOf, type StepWithDocString } from '../catalogue/server-flags.ts';
import { defaultAccounts, isSharedWithOthers, type Adapter, type Session } from '../ports/adapter.ts';
import { whatIsLacking } from '../catalogue/optional-features.ts';
import { versionWithin } from '../catalogue/version-range.ts';
import { saboteurs } from '../saboteurs/index.ts';
import { portNames } from '../ports/ports.ts';
import { reachedMediaType, verdictMediaType } from '../verdict.ts';
import { createNames } from '../world/names.ts';
import { openedAdapter } from '../world/opened-adapters.ts';
import type { WorldParameters } from '../world/parameters.ts';
import { PlimsollWorld } from '../world/plimsoll-world.ts';
import { scenarioSeed, scenarioSuffix } from '../world/scenario-identity.ts';
import { sharedWebhookServer, type WebhookServer } from '../world/webhook-server.ts';

/** No step waits longer than this for anything, whatever the adapter. */
const stepLimitMs = 60_000;

setDefaultTimeout(stepLimitMs);
setWorldConstructor(PlimsollWorld);

/** Keeps the error itself, since a verdict depends on what kind of error it is. */
setDefinitionFunctionWrapper(function keepFailure(step: (...given: unknown[]) => unknown) {
  return async function kept(this: unknown, ...given: unknown[]): Promise<unknown> {
    try {
      return await step.apply(this, given);
    } catch (error) {
      if (this instanceof PlimsollWorld) this.failure ??= error;
      throw error;
    }
  };
});

let adapter: Adapter | undefined;
const sessions = new WeakMap<PlimsollWorld, Session>();
const webhooksOf = new WeakMap<PlimsollWorld, WebhookServer>();
const reachedBy = new WeakSet<PlimsollWorld>();

BeforeAll(async function openAdapter() {
  const parameters = this.parameters as unknown as WorldParameters;
  adapter = await openedAdapter(parameters.adapters);
});

Before(async function openSession(this: PlimsollWorld, { pickle }) {
  if (adapter === undefined) throw new Error('no adapter is open');
  const tags = pickle.tags.map((tag) => tag.name);
  const missing = neededPorts(tags).filter((port) => !adapter?.manifest.ports.includes(port));
  if (missing.length > 0)
    return notApplicable(this, `the adapter does not offer the port ${missing.join(', ')}`);
  const exclusive = tags.includes('@exclusive');
  if (exclusive && isSharedWithOthers(adapter.manifest))
    return notApplicable(this, 'the cluster is shared with others');
  const webhooks = mentionsWebhooks(pickle.steps) ? await rememberWebhooks(this, pickle.steps) : undefined;
  const proxyFlags = proxyFlagsOf(pickle.steps);
  const serverFlags = withVariables(this, serverFlagsOf(pickle.steps));
  const lacking = whatIsLacking({ tags, startsServer: serverFlags !== undefined }, adapter.manifest.features);
  if (lacking !== undefined) return notApplicable(this, `the adapter ${lacking}`);
  const kubernetes = versionFor(adapter.manifest, this.parameters, tags);
  const encrypted = tags.includes('@encrypted');
  const authorized = tags.includes('@authorized');
  this.names = createNames(scenarioSuffix(pickle, this.parameters.seed, adapter.manifest.shared));
  this.awaitsAccounts = adapter.manifest.features.includes(defaultAccounts);
  this.awaitsGrants =
    authorized || serverFlags?.['authorization-mode'] !== undefined || webhooks !== undefined;
  this.comparesState = pickle.steps.some((step) => step.text === 'nothing else changed');
  const session = await adapter.open({
    name: pickle.name,
    seed: scenarioSeed(pickle, this.parameters.seed),
    exclusive,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(encrypted ? { encrypted } : {}),
    ...(tags.includes('@certificates') ? { certificates: true } : {}),
    ...(authorized ? { authorization: 'RBAC' as const } : {}),
    ...(serverFlags === undefined ? {} : { serverFlags }),
    ...(proxyFlags === undefined ? {} : { proxyFlags }),
    ...storeMembers(pickle.steps.map((step) => step.text)),
  });
  sessions.set(this, session);
  if (webhooks !== undefined) webhooksOf.set(this, webhooks);
  this.ports = sabotaged(this, session.ports);
  return undefined;
});

function notApplicable(world: PlimsollWorld, reason: string): 'skipped' {
  world.notApplicable = reason;
  return 'skipped';
}

/** The version that the requirements among the tags are about; undefined: the adapter's first. */
function versionFor(
  { kubernetes, otherVersions = [] }: Adapter['manifest'],
  { ranges = {} }: WorldParameters,
  tags: readonly string[],
): string | undefined {
  if (kubernetes === undefined || otherVersions.length === 0) return undefined;
  const bound = tags.flatMap((tag) => ranges[tag.slice(1)] ?? []);
  return versionWithin([kubernetes, ...otherVersions], bound);
}

/** `@needs-kubeApi` and so on. */
function neededPorts(tags: readonly string[]): (typeof portNames)[number][] {
  return portNames.filter((port) => tags.includes(`@needs-${port}`));
}

function mentionsWebhooks(steps: readonly StepWithDocString[]): boolean {
  return steps.some(({ text, argument }) =>
    [text, argument?.docString?.content ?? ''].some((words) => /^a webhook |\$hook\./.test(words)),
  );
}

/** Gives the scenario `$hook.url`, `$hook.port`, `$hook.caBundle`, `$hook.client`, and webhooks that nobody has described yet. */
async function rememberWebhooks(
  world: PlimsollWorld,
  steps: readonly StepWithDocString[],
): Promise<WebhookServer> {
  const server = await sharedWebhookServer();
  server.reset();
  for (const name of issuersToOpen(steps)) server.issuers.named(name).isClosed = true;
  const { url, port, caBundle, client, authority } = server;
  const quotedAuthority = JSON.stringify(authority);
  world.variables.remember('hook', { url, port, caBundle, client, authority, quotedAuthority });
  return server;
}

/** An issuer that a step opens is closed until then. */
function issuersToOpen(steps: readonly StepWithDocString[]): readonly string[] {
  return steps.flatMap(({ text }) => /^the issuer (\w+) opens$/.exec(text)?.[1] ?? []);
}

function withVariables(
  { variables }: PlimsollWorld,
  flags: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (flags === undefined) return undefined;
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, variables.expand(value)]));
}

/** A session is opened before its first step is played, so what that will ask for is read here. */
function storeMembers(steps: readonly string[]): { storeMembers?: number } {
  const members = steps.map((text) => /^a store of (\d+) members?$/.exec(text)?.[1]).find(Boolean);
  return members === undefined ? {} : { storeMembers: Number(members) };
}

function sabotaged(world: PlimsollWorld, ports: PlimsollWorld['ports']): PlimsollWorld['ports'] {
  const { saboteur: id } = world.parameters;
  if (id === undefined) return ports;
  const saboteur = saboteurs.find((candidate) => candidate.id === id);
  if (saboteur === undefined) throw new Error(`there is no saboteur "${id}"`);
  return saboteur.wrap(ports, () => reachedBy.add(world));
}

BeforeStep(function noteStepType(this: PlimsollWorld, { pickleStep }) {
  this.stepType = pickleStep.type ?? 'Unknown';
  this.docStringMediaType = pickleStep.argument?.docString?.mediaType;
});

After(async function closeSession(this: PlimsollWorld, { result }) {
  const session = sessions.get(this);
  await this.cleanUp(adapter?.manifest.shared === true ? session?.ports.kubeApi : undefined);
  // A server may wait for a webhook that hangs before it lets go.
  webhooksOf.get(this)?.reset();
  await session?.close();
  this.attach(JSON.stringify(this.verdict(result?.status ?? 'UNKNOWN')), verdictMediaType);
  if (reachedBy.has(this)) this.attach('{"reached":true}', reachedMediaType);
  if (this.failure !== undefined) this.log(this.history.join('\n'));
});
