import { createHash } from 'node:crypto';
import type { Environment, Timer } from '../../sim/environment.ts';
import { numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { HandleApiRequest } from '../message.ts';
import { microTime, parseTimestamp } from '../timestamp.ts';
import { sendAsServer } from './own-request.ts';

/** All as kube-apiserver. */
const renewMs = 10_000;
const durationSeconds = 3600;
const collectMs = 3_600_000;
const label = 'apiserver.kubernetes.io/identity';
const kind = 'kube-apiserver';
const collection = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';

/**
 * Tells that this server lives: a Lease in `kube-system` whose name stays the same as long as the host's does, and whose
 * holder is another with every start. The leases of servers that have said nothing for an hour are taken away.
 */
export class ServerIdentity {
  readonly #environment: Environment;
  readonly #handle: HandleApiRequest;
  readonly #hostname: string;
  readonly #name: string;
  readonly #holder: string;
  /** As it was when it was last written. */
  #last: Fields | undefined;
  #collectAt: number;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(environment: Environment, handle: HandleApiRequest, hostname: string) {
    this.#environment = environment;
    this.#handle = handle;
    this.#hostname = hostname;
    this.#name = `apiserver-${base32(createHash('sha256').update(`${hostname}\n${kind}`).digest().subarray(0, 16))}`;
    this.#holder = `${this.#name}_${environment.random('server identity').uuid()}`;
    this.#collectAt = environment.clock.now();
  }

  /** Resolves when the lease was tried to be written once. */
  async start(): Promise<void> {
    await this.#turn();
  }

  /** The lease stays, and ends by itself. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #turn(): Promise<void> {
    await this.#renew();
    if (this.#environment.clock.now() >= this.#collectAt) await this.#collect();
    if (this.#isStopped) return;
    this.#timer = this.#environment.timers.after(renewMs, () => void this.#turn());
  }

  async #renew(): Promise<void> {
    const path = `${collection}/${this.#name}`;
    if (this.#last !== undefined && (await this.#write('PUT', path, this.#last))) return;
    const present = await sendAsServer(this.#handle, { method: 'GET', path });
    if (present.status === 404) await this.#write('POST', collection, undefined);
    else if (present.status === 200) await this.#write('PUT', path, present.body);
  }

  async #write(method: 'POST' | 'PUT', path: string, before: Fields | undefined): Promise<boolean> {
    const object = {
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      metadata: { name: this.#name, ...objectAt(before, 'metadata'), labels: this.#labels(before) },
      spec: {
        holderIdentity: this.#holder,
        leaseDurationSeconds: durationSeconds,
        renewTime: microTime(this.#environment.clock.now()),
      },
    };
    const { status, body } = await sendAsServer(this.#handle, { method, path, object });
    this.#last = status < 300 ? body : undefined;
    return status < 300;
  }

  #labels(before: Fields | undefined): Fields {
    const labels = objectAt(objectAt(before, 'metadata'), 'labels');
    return { ...labels, [label]: kind, 'kubernetes.io/hostname': this.#hostname };
  }

  /** Takes away the leases of servers that are gone. */
  async #collect(): Promise<void> {
    this.#collectAt = this.#environment.clock.now() + collectMs;
    const path = `${collection}?labelSelector=${encodeURIComponent(`${label}=${kind}`)}`;
    const { body } = await sendAsServer(this.#handle, { method: 'GET', path });
    for (const lease of objectsAt(body, 'items').filter((item) => this.#isOver(item))) {
      const { name, resourceVersion } = objectAt(lease, 'metadata') ?? {};
      // Whoever has come back meanwhile keeps its lease.
      const object = { preconditions: { resourceVersion } };
      await sendAsServer(this.#handle, { method: 'DELETE', path: `${collection}/${String(name)}`, object });
    }
  }

  #isOver(lease: Fields): boolean {
    const spec = objectAt(lease, 'spec');
    const renewed = parseTimestamp(textAt(spec, 'renewTime'));
    const seconds = numberAt(spec, 'leaseDurationSeconds');
    if (renewed === undefined || seconds === undefined) return true;
    return renewed + seconds * 1000 < this.#environment.clock.now();
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 in lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits.map((digit) => alphabet[Number.parseInt(digit.padEnd(5, '0'), 2)]).join('');
}
