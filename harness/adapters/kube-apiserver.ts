import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from 'undici';
import { canObserveConnections } from '../../schemas/processes/process-connections.ts';
import {
  clientCertificates,
  configurableServers,
  defaultAccounts,
  encryptionAtRest,
  exclusiveUse,
  roleBased,
  type Adapter,
  type AdapterOptions,
  type Session,
  type SessionRequest,
} from '../ports/adapter.ts';
import type {
  ClientCertificate,
  HttpRequest,
  KubeApi,
  Ports,
  SecureAddress,
  ServerProcess,
} from '../ports/ports.ts';
import { openApiStore, type OpenedApiStore } from './api-store.ts';
import { CertificateAuthority, type Credential } from './certificate-authority.ts';
import {
  apiServerVersion,
  ControlPlaneProcesses,
  hasKubectl,
  type Binaries,
} from './kube-apiserver-process.ts';
import { answerOf, createAgent, isBulky, plainHttpApi } from './kube-http.ts';
import { temporaryDirectory } from './local-machine.ts';
import { createRealClock } from './real-clock.ts';

const knownOptions = ['binary', 'controllerManager', 'etcd', 'kubectl', 'servers', 'settle'];
const defaultSettleMs = 150;
/** Control planes that run at once: each takes half a gigabyte. */
const defaultServers = 3;

/** For the file of `encryption-provider-config` where a scenario asks for encryption and nothing more. */
const encryptionConfiguration = JSON.stringify({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources: [
    {
      resources: ['secrets'],
      providers: [
        { aescbc: { keys: [{ name: 'k', secret: Buffer.alloc(32, 'k').toString('base64') }] } },
        { identity: {} },
      ],
    },
  ],
});

/**
 * Real kube-apiservers, each with an etcd of its own, started with the options that scenarios ask for. Scenarios with the same
 * options share one; the least recently used ends where there are too many.
 *
 * Options: `binary` (kube-apiserver), `controllerManager` (kube-controller-manager; absent: no controllers), `etcd` (absent:
 * `etcd` of the PATH), `kubectl` (for its proxy; absent: `kubectl` of the PATH, if there is one), `servers` (how many run at once), `settle` (milliseconds).
 */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const unknown = Object.keys(options).filter((name) => !knownOptions.includes(name));
  if (unknown.length > 0)
    throw new Error(`kube-apiserver has no option ${unknown.join(', ')}; known: ${knownOptions.join(', ')}`);
  const { controllerManager, kubectl = 'kubectl' } = options;
  const apiserver = options['binary'] ?? 'kube-apiserver';
  const version = apiServerVersion(apiserver);
  const binaries: Binaries = {
    apiserver,
    etcd: options['etcd'] ?? 'etcd',
    minor: Number(/\.(\d+)/.exec(version)?.[1]),
    ...(controllerManager === undefined ? {} : { controllerManager }),
    ...(hasKubectl(kubectl) ? { kubectl } : {}),
  };
  const directory = await temporaryDirectory(tmpdir());
  const authorities = {
    cluster: await CertificateAuthority.create('cluster'),
    frontProxy: await CertificateAuthority.create('front-proxy'),
    stranger: await CertificateAuthority.create('stranger'),
  };
  const planes = new ControlPlanes({
    ...{ binaries, directory, authorities },
    atOnce: Number(options['servers'] ?? defaultServers),
    settleMs: Number(options['settle'] ?? defaultSettleMs),
  });
  return {
    manifest: {
      name: 'kube-apiserver',
      implementation: { name: 'kube-apiserver', version },
      kubernetes: version.replace(/^v(\d+\.\d+).*/, '$1'),
      ports: [
        ...(['kubeApi', 'otherKubeApi', 'secureEndpoint', 'serverProcess'] as const),
        ...(['apiStore', 'auditLog', 'clock'] as const),
        ...(canObserveConnections() ? (['controlPlane'] as const) : []),
        ...(binaries.minor < 20 ? (['plainKubeApi'] as const) : []),
        ...(binaries.kubectl === undefined ? [] : (['proxyKubeApi'] as const)),
      ],
      shared: true,
      features: [
        ...[exclusiveUse, encryptionAtRest, roleBased, configurableServers, clientCertificates],
        ...(controllerManager === undefined ? [] : [defaultAccounts]),
      ],
    },
    open: (request) => planes.open(request),
    close: async () => {
      await planes.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Nothing where no server has been told to write one. */
async function readAuditLog(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // A line may be half written just now.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

interface PlanesOptions {
  readonly binaries: Binaries;
  readonly directory: string;
  readonly authorities: Readonly<Record<'cluster' | 'frontProxy' | 'stranger', CertificateAuthority>>;
  readonly atOnce: number;
  readonly settleMs: number;
}

/** Control planes by their options. */
class ControlPlanes {
  readonly #options: PlanesOptions;
  /** The least recently used first. */
  readonly #running = new Map<string, ControlPlane>();
  #count = 0;

  constructor(options: PlanesOptions) {
    this.#options = options;
  }

  async open(request: SessionRequest): Promise<Session> {
    const flags: Readonly<Record<string, string>> = {
      ...(request.encrypted === true ? { 'encryption-provider-config': encryptionConfiguration } : {}),
      ...request.serverFlags,
    };
    const key = JSON.stringify(Object.entries(flags).sort());
    const plane = this.#running.get(key) ?? (await this.#add(flags));
    this.#running.delete(key);
    this.#running.set(key, plane);
    const plain = request.authorization === 'RBAC' || flags['authorization-mode'] !== undefined;
    plane.sessions += 1;
    return {
      ports: plane.ports(plain, request.proxyFlags ?? {}),
      close: async () => {
        await plane.mend();
        plane.sessions -= 1;
      },
    };
  }

  async close(): Promise<void> {
    const all = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(all.map((plane) => plane.stop()));
  }

  async #add(flags: Readonly<Record<string, string>>): Promise<ControlPlane> {
    for (const [key, plane] of this.#running) {
      if (this.#running.size < this.#options.atOnce) break;
      if (plane.sessions > 0) continue;
      this.#running.delete(key);
      await plane.stop();
    }
    this.#count += 1;
    return ControlPlane.start(this.#options, flags, String(this.#count));
  }
}

class ControlPlane {
  sessions = 0;
  readonly #options: PlanesOptions;
  readonly #processes: ControlPlaneProcesses;
  readonly #url: string;
  readonly #plainUrl: string | undefined;
  readonly #store: OpenedApiStore;
  readonly #agents = new Map<string, Promise<Agent>>();
  readonly #proxies = new Map<string, Promise<string>>();
  #other: Promise<string> | undefined;
  #wasTold = false;
  #hasOtherFiles = false;

  static async start(
    options: PlanesOptions,
    flags: Readonly<Record<string, string>>,
    name: string,
  ): Promise<ControlPlane> {
    const { binaries, authorities } = options;
    const directory = join(options.directory, name);
    const processes = await ControlPlaneProcesses.start({ binaries, authorities, directory, flags });
    try {
      const url = await processes.startApiServer();
      return new ControlPlane(options, processes, { url, store: await openApiStore(processes.etcdUrl) });
    } catch (error) {
      await processes.stop();
      throw error;
    }
  }

  constructor(
    options: PlanesOptions,
    processes: ControlPlaneProcesses,
    opened: { readonly url: string; readonly store: OpenedApiStore },
  ) {
    this.#options = options;
    this.#processes = processes;
    this.#url = opened.url;
    const { plainPort } = processes;
    this.#plainUrl = plainPort === 0 ? undefined : `http://127.0.0.1:${plainPort}`;
    processes.plainPort = 0;
    this.#store = opened.store;
  }

  /** `plain`: users other than `admin` come without a group that may do everything. */
  ports(plain: boolean, proxyFlags: Readonly<Record<string, string>>): Ports {
    const url = async (): Promise<string> => this.#url;
    const other = (): Promise<string> => (this.#other ??= this.#processes.startApiServer());
    return {
      kubeApi: this.#api(url, plain),
      otherKubeApi: this.#api(other, plain),
      ...(this.#plainUrl === undefined
        ? {}
        : { plainKubeApi: plainHttpApi(async () => this.#plainUrl ?? '') }),
      ...(this.#options.binaries.kubectl === undefined
        ? {}
        : { proxyKubeApi: plainHttpApi(() => this.#proxy(proxyFlags)) }),
      secureEndpoint: { address: () => this.#address() },
      serverProcess: this.#serverProcess(),
      apiStore: this.#store.port,
      ...(canObserveConnections()
        ? { controlPlane: { connections: async () => this.#processes.connections() } }
        : {}),
      auditLog: { events: () => readAuditLog(this.#processes.auditLog) },
      clock: createRealClock(this.#options.settleMs),
    };
  }

  async #address(): Promise<SecureAddress> {
    const { hostname, port } = new URL(this.#url);
    return { host: hostname, port: Number(port), authority: await this.#processes.authority() };
  }

  #serverProcess(): ServerProcess {
    const processes = this.#processes;
    return {
      tryToStart: (flags) => processes.tryApiServer(flags),
      tellToEnd: async () => {
        this.#wasTold = true;
        processes.tellToEnd();
      },
      hasEnded: async () => processes.hasEnded,
      startAgain: async () => {
        await processes.startAgain();
        this.#wasTold = false;
      },
      changeFile: async (option, content) => {
        this.#hasOtherFiles = true;
        await processes.changeFile(option, content);
      },
    };
  }

  /** The next session finds a server that runs, with the files that it was started with. */
  async mend(): Promise<void> {
    if (this.#hasOtherFiles) {
      await this.#processes.restoreFiles();
      this.#processes.tellToEnd();
      this.#hasOtherFiles = false;
      this.#wasTold = true;
    }
    if (!this.#wasTold) return;
    await this.#processes.startAgain();
    this.#wasTold = false;
  }

  #proxy(flags: Readonly<Record<string, string>>): Promise<string> {
    const key = JSON.stringify(flags);
    const known = this.#proxies.get(key) ?? this.#processes.startProxy(this.#url, flags);
    this.#proxies.set(key, known);
    return known;
  }

  async stop(): Promise<void> {
    await this.#store.close();
    for (const agent of this.#agents.values()) await (await agent).destroy();
    await this.#processes.stop();
  }

  #api(url: () => Promise<string>, plain: boolean): KubeApi {
    return {
      send: async (request) => {
        const { path, method, headers, body } = request;
        const agent = await this.#agentFor(request, plain);
        const origin = await url();
        const sent = { origin, path, method, headers, ...(body === undefined ? {} : { body }) };
        return answerOf(await agent.request(sent));
      },
    };
  }

  #agentFor({ user, certificate, body }: HttpRequest, plain: boolean): Promise<Agent> {
    const own: ClientCertificate = {
      commonName: user,
      organizations: plain && user !== 'admin' ? [] : ['system:masters'],
      signedBy: 'cluster',
    };
    const shown = certificate ?? (user === 'anonymous' ? undefined : own);
    const allowH2 = !isBulky(body);
    const key = JSON.stringify([shown ?? 'none', allowH2]);
    const agent = this.#agents.get(key) ?? this.#newAgent(shown, allowH2);
    this.#agents.set(key, agent);
    return agent;
  }

  async #newAgent(shown: ClientCertificate | undefined, allowH2: boolean): Promise<Agent> {
    const credential = shown === undefined ? {} : await this.#issue(shown);
    return createAgent({ ca: await this.#processes.authority(), allowH2, ...credential });
  }

  #issue({ signedBy, isExpired = false, ...subject }: ClientCertificate): Promise<Credential> {
    const { cluster, frontProxy, stranger } = this.#options.authorities;
    const authority = { cluster, 'front proxy': frontProxy, stranger }[signedBy];
    return authority.issue(subject, { isExpired });
  }
}
