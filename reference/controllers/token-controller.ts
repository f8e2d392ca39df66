import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';
import type { RootCertificate } from './root-certificate.ts';

type Secret = ObjectsByKind['Secret'];
type ServiceAccount = ObjectsByKind['ServiceAccount'];

/** What the controller does with the API. */
export type TokenApi = InformerSource & Pick<KubeClient, 'update' | 'delete' | 'get'>;

/** Signs the claims of a token with the key that the API server verifies with. */
export type SignToken = (claims: Readonly<Record<string, unknown>>) => Promise<string>;

export interface TokenControllerFacts {
  readonly rootCertificate: RootCertificate;
  readonly signToken: SignToken;
}

const tokenType = 'kubernetes.io/service-account-token';
const accountAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';

/**
 * Puts a token without an end into every Secret of the type `kubernetes.io/service-account-token`, with the namespace and the
 * certificate that goes with it, and deletes such Secrets with their service account.
 */
export class TokenController {
  readonly #api: TokenApi;
  readonly #facts: TokenControllerFacts;
  readonly #secrets: Informer<Secret>;
  readonly #accounts: Informer<ServiceAccount>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: TokenApi, facts: TokenControllerFacts) {
    this.#api = api;
    this.#facts = facts;
    const ofTokens = { fieldSelector: `type=${tokenType}` };
    this.#secrets = createInformer(environment, { client: api, target: 'Secret' }, ofTokens);
    this.#accounts = createInformer(environment, { client: api, target: 'ServiceAccount' });
    this.#queue = new WorkQueue(environment, { work: (key) => this.#sync(key), workers: 2 });
    this.#secrets.addHandler({
      added: (secret) => {
        this.#queue.add(keyOf(secret));
      },
      updated: (_before, after) => {
        this.#queue.add(keyOf(after));
      },
    });
    const lookAtSecretsOf = (account: ServiceAccount): void => {
      for (const secret of this.#secrets.list()) if (isOf(secret, account)) this.#queue.add(keyOf(secret));
    };
    this.#accounts.addHandler({ deleted: lookAtSecretsOf });
  }

  start(): void {
    this.#secrets.start();
    this.#accounts.start();
    this.#facts.rootCertificate.follow(() => {
      for (const secret of this.#secrets.list()) this.#queue.add(keyOf(secret));
    });
  }

  stop(): void {
    this.#secrets.stop();
    this.#accounts.stop();
    this.#queue.stop();
  }

  async #sync(key: string): Promise<void> {
    const secret = this.#secrets.get(key);
    const { name = '', namespace = '', uid = '', annotations = {} } = secret?.metadata ?? {};
    if (secret === undefined || secret.metadata?.deletionTimestamp !== undefined) return;
    try {
      const account = await this.#account(namespace, annotations[accountAnnotation] ?? '');
      if (account === undefined || !isOf(secret, account)) {
        await this.#api.delete('Secret', name, { namespace, preconditions: { uid } });
        return;
      }
      const data = await this.#completed(secret, account);
      if (data !== undefined)
        await this.#api.update('Secret', annotated(secret, account, data), { namespace });
    } catch (error) {
      if (!['Conflict', 'NotFound'].some((reason) => isRefusal(error, reason))) throw error;
    }
  }

  /** What is there may be newer than what the cache knows. */
  async #account(namespace: string, name: string): Promise<ServiceAccount | undefined> {
    const known = this.#accounts.get(`${namespace}/${name}`);
    if (known !== undefined) return known;
    try {
      return await this.#api.get('ServiceAccount', name, { namespace });
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  /** The data with what was missing; undefined where nothing is. */
  async #completed(secret: Secret, account: ServiceAccount): Promise<Secret['data'] | undefined> {
    const { data = {}, metadata } = secret;
    const certificate = encoded(this.#facts.rootCertificate.current);
    const hasCertificate = certificate === '' || data['ca.crt'] === certificate;
    const [token = '', namespace = ''] = [data['token'], data['namespace']];
    if (hasCertificate && token !== '' && namespace !== '') return undefined;
    return {
      ...data,
      ...(hasCertificate ? {} : { 'ca.crt': certificate }),
      namespace: namespace === '' ? encoded(metadata?.namespace ?? '') : namespace,
      token: token === '' ? encoded(await this.#facts.signToken(claimsOf(secret, account))) : token,
    };
  }
}

function keyOf({ metadata }: Secret): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

/** A Secret that names a uid is another account's where that is not the uid. */
function isOf({ metadata }: Secret, account: ServiceAccount): boolean {
  const { [accountAnnotation]: name, [uidAnnotation]: uid = '' } = metadata?.annotations ?? {};
  return (
    metadata?.namespace === account.metadata?.namespace &&
    name === account.metadata?.name &&
    (uid === '' || uid === account.metadata?.uid)
  );
}

function annotated(secret: Secret, account: ServiceAccount, data: Secret['data'] | undefined): Secret {
  const { name = '', uid = '' } = account.metadata ?? {};
  const annotations = {
    ...secret.metadata?.annotations,
    [accountAnnotation]: name,
    [uidAnnotation]: uid,
  };
  return {
    ...secret,
    metadata: { ...secret.metadata, annotations },
    ...(data === undefined ? {} : { data }),
  };
}

function claimsOf(secret: Secret, { metadata }: ServiceAccount): Readonly<Record<string, unknown>> {
  const { name = '', namespace = '', uid = '' } = metadata ?? {};
  const about = 'kubernetes.io/serviceaccount';
  return {
    iss: 'kubernetes/serviceaccount',
    [`${about}/namespace`]: namespace,
    [`${about}/secret.name`]: secret.metadata?.name ?? '',
    [`${about}/service-account.name`]: name,
    [`${about}/service-account.uid`]: uid,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
}

function encoded(text: string): string {
  return btoa(text);
}
