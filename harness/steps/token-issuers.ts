import { Given, When } from '@cucumber/cucumber';
import { parse } from 'yaml';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { tokenSigners, type TokenDescription, type TokenSigner } from '../world/token-issuer.ts';
import { sharedWebhookServer } from '../world/webhook-server.ts';
import { parseDuration } from './parameter-types.ts';

/** What the docstring may say; times are such as `10m`, or `-10m` for the past. */
interface WrittenToken extends Omit<TokenDescription, 'expiresInMs' | 'beginsInMs' | 'signedBy'> {
  readonly expiresIn?: string;
  readonly beginsIn?: string;
  readonly signedBy?: string;
}

const known = ['claims', 'header', 'without', 'expiresIn', 'beginsIn', 'signedBy'];

/** The token is remembered under its name. */
Given(
  'a token {name} of the issuer {name}:',
  async function (this: PlimsollWorld, token: string, name: string, text: string) {
    const written = (parse(this.variables.expand(text)) ?? {}) as WrittenToken;
    const unknown = Object.keys(written).filter((field) => !known.includes(field));
    if (unknown.length > 0) throw new Error(`a token has ${known.join(', ')}, not ${unknown.join(', ')}`);
    const issuer = (await sharedWebhookServer()).issuers.named(name);
    const nowMs = (await this.ports.clock?.now()) ?? Date.now();
    this.variables.remember(token, issuer.token(described(written), nowMs));
  },
);

function described({ expiresIn, beginsIn, signedBy = 'issuer', ...rest }: WrittenToken): TokenDescription {
  if (!isSigner(signedBy)) throw new Error(`signedBy is one of ${tokenSigners.join(', ')}`);
  return {
    ...rest,
    signedBy,
    ...(expiresIn === undefined ? {} : { expiresInMs: signedDuration(expiresIn) }),
    ...(beginsIn === undefined ? {} : { beginsInMs: signedDuration(beginsIn) }),
  };
}

function isSigner(name: string): name is TokenSigner {
  return tokenSigners.some((signer) => signer === name);
}

function signedDuration(text: string): number {
  return text.startsWith('-') ? -parseDuration(text.slice(1)) : parseDuration(text);
}

When('the issuer {name} changes its keys', async function (this: PlimsollWorld, name: string) {
  (await sharedWebhookServer()).issuers.named(name).changeKeys();
});

/** An issuer that a scenario opens is closed until then, also when the server starts. */
When('the issuer {name} opens', async function (this: PlimsollWorld, name: string) {
  (await sharedWebhookServer()).issuers.named(name).isClosed = false;
});
