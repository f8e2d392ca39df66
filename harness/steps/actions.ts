import { Given, Then, When } from '@cucumber/cucumber';
import type { HttpRequest } from '../ports/ports.ts';
import { impatience, NotApplicable } from '../verdict.ts';
import {
  collectionQueryPath,
  referencePath,
  type Collection,
  type ObjectReference,
} from '../world/addressing.ts';
import { parseObjects } from '../world/matcher.ts';
import { inRealTime } from '../world/clock-driven.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { collectionPath, resourceOfObject } from '../world/resources.ts';

const json = 'application/json';

/** So long a real clock is waited for, unless the run allows more. */
const ordinaryPatienceMs = 45_000;

/** What a step may take beside the time that it lets pass. */
const stepLimitMs = 60_000;

const patchMediaTypes: Readonly<Record<string, string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  'strategic merge': 'application/strategic-merge-patch+json',
};

/** A docstring of an action: YAML, written with logical names, sent as JSON. */
function jsonBody(world: PlimsollWorld, text: string): Uint8Array {
  const [object] = parseObjects(world.variables.expand(text));
  return Buffer.from(JSON.stringify(world.names.object(object)));
}

async function create(world: PlimsollWorld, user: string, object: unknown): Promise<void> {
  const { apiVersion, kind, metadata } = object as {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly metadata?: { readonly namespace?: string };
  };
  const resource = resourceOfObject(apiVersion, kind);
  if (resource === undefined) throw new Error(`no resource of kind ${String(kind)} in ${String(apiVersion)}`);
  const path = collectionPath(resource, resource.namespaced ? (metadata?.namespace ?? 'home') : undefined);
  const body = Buffer.from(JSON.stringify(world.names.object(object)));
  await world.send({ user, method: 'POST', path, headers: { 'content-type': json }, body });
}

Given('these objects:', async function (this: PlimsollWorld, text: string) {
  for (const object of parseObjects(this.variables.expand(text))) await create(this, 'admin', object);
});

When('{actor} creates:', async function (this: PlimsollWorld, user: string, text: string) {
  for (const object of parseObjects(this.variables.expand(text))) await create(this, user, object);
});

When('{actor} gets {ref}', async function (this: PlimsollWorld, user: string, ref: ObjectReference) {
  await this.send({ user, method: 'GET', path: referencePath(ref) });
});

When('{actor} lists {collection}', async function (this: PlimsollWorld, user: string, listed: Collection) {
  await this.send({ user, method: 'GET', path: collectionQueryPath(listed) });
});

When(
  '{actor} replaces {ref} by:',
  async function (this: PlimsollWorld, user: string, ref: ObjectReference, text: string) {
    const body = jsonBody(this, text);
    await this.send({
      user,
      method: 'PUT',
      path: referencePath(ref),
      headers: { 'content-type': json },
      body,
    });
  },
);

When(
  '{actor} patches {ref} by {patchType}:',
  async function (this: PlimsollWorld, user: string, ref: ObjectReference, type: string, text: string) {
    const headers = { 'content-type': patchMediaTypes[type] ?? type };
    await this.send({ user, method: 'PATCH', path: referencePath(ref), headers, body: jsonBody(this, text) });
  },
);

When('{actor} deletes {ref}', async function (this: PlimsollWorld, user: string, ref: ObjectReference) {
  await this.send({ user, method: 'DELETE', path: referencePath(ref) });
});

When(
  '{actor} sends {method} {path}',
  async function (this: PlimsollWorld, user: string, method: string, path: string) {
    await this.send({ user, method, path });
  },
);

/**
 * The docstring's media type is the Content-Type; with one, the text is sent as it stands. Without one it is YAML for a
 * JSON body.
 */
When(
  '{actor} sends {method} {path}:',
  async function (this: PlimsollWorld, user: string, method: string, path: string, text: string) {
    const mediaType = this.docStringMediaType;
    const body = mediaType === undefined ? jsonBody(this, text) : Buffer.from(this.variables.expand(text));
    await this.send({ user, method, path, headers: { 'content-type': mediaType ?? json }, body });
  },
);

/** An HTTP message as it goes over the wire: request line, headers, an empty line, the body. */
When('{actor} sends:', async function (this: PlimsollWorld, user: string, text: string) {
  const [head = '', ...rest] = this.variables.expand(text).split(/\n\n/);
  const { method, path, headers } = requestHead(head);
  const body = rest.length === 0 ? {} : { body: Buffer.from(rest.join('\n\n')) };
  await this.send({ user, method, path, headers, ...body });
});

/** The request line and the headers of an HTTP message as features write it. */
export function requestHead(head: string): Pick<HttpRequest, 'method' | 'path' | 'headers'> {
  const [requestLine = '', ...headerLines] = head.trim().split('\n');
  const [method = '', path = ''] = requestLine.trim().split(/\s+/);
  return { method, path, headers: Object.fromEntries(headerLines.map((line) => headerOf(line))) };
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0) throw new Error(`"${line}" is not a header; write Name: value`);
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

When('{duration} passes/pass', { timeout: -1 }, async function (this: PlimsollWorld, durationMs: number) {
  const clock = this.need('clock');
  const { patienceMs = ordinaryPatienceMs } = this.parameters;
  if (clock.kind === 'real' && durationMs > patienceMs) throw new NotApplicable(impatience(durationMs));
  const ownTimeMs = clock.kind === 'real' ? durationMs : 0;
  await inRealTime(clock.advance(durationMs), ownTimeMs + stepLimitMs);
});

Then('the answer is remembered as {name}', function (this: PlimsollWorld, name: string) {
  this.variables.remember(name, this.answer.body);
});
