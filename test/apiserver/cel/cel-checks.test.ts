import { describe, expect, it } from 'vitest';
import { startApi } from '../api-fixture.ts';
import { accepted, checkAt, places, type Corpus, type SendObject } from './check-corpus.ts';
import corpus from './cel-checks.json' with { type: 'json' };

const admin = { user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const recorded: Corpus = corpus;

async function sender(): Promise<SendObject> {
  const { server } = await startApi({ authorizationModes: ['RBAC'] });
  return async (method, path, object) => {
    const body = new TextEncoder().encode(JSON.stringify(object));
    const headers = { 'content-type': 'application/json' };
    const answer = await server.handle({ method, path, headers, body, peer: admin });
    const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '{}';
    return { status: answer.status, body: JSON.parse(text) as unknown };
  };
}

describe('what is said against expressions, and where', () => {
  it.each(Object.keys(places))('is what kube-apiserver 1.32.13 says of %s', async (place) => {
    const known = recorded[place] ?? {};
    const said = await checkAt(place, Object.keys(known), await sender());
    expect(Object.fromEntries(said)).toEqual(known);
  });

  it('is of some weight', () => {
    const answers = Object.values(recorded).flatMap((known) => Object.values(known));
    expect(answers.filter((answer) => answer !== accepted).length).toBeGreaterThan(400);
    expect(answers.filter((answer) => answer === accepted).length).toBeGreaterThan(200);
  });
});
