import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { request } from 'undici';
import {
  observeConnections,
  type ObservedComponent,
  type ObservedConnection,
} from '../../schemas/processes/process-connections.ts';
import type { StartAttempt } from '../ports/ports.ts';
import type { CertificateAuthority, Credential } from './certificate-authority.ts';
import { ChildServer } from './child-server.ts';
import { commandLine } from './kube-apiserver-flags.ts';
import { createAgent } from './kube-http.ts';
import { freePort } from './local-machine.ts';

export interface Binaries {
  readonly apiserver: string;
  readonly etcd: string;
  /** Of the version of kube-apiserver: 32. */
  readonly minor: number;
  /** Absent: no proxy can be started. */
  readonly kubectl?: string;
  /** Absent: no controllers run. */
  readonly controllerManager?: string;
}

/** What all servers of a run share. */
export interface Authorities {
  readonly cluster: CertificateAuthority;
  readonly frontProxy: CertificateAuthority;
}

export interface ControlPlanePlan {
  readonly binaries: Binaries;
  readonly authorities: Authorities;
  /** Its files; made here. */
  readonly directory: string;
  /** What a scenario asks for, over what every server here has. */
  readonly flags: Readonly<Record<string, string>>;
}

/** Those that make or keep what the API promises; no workloads run. */
const controllers = [
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'resourcequota-controller',
  'disruption-controller',
  'clusterrole-aggregation-controller',
  'validatingadmissionpolicy-status-controller',
  'persistentvolumeclaim-protection-controller',
  'persistentvolume-protection-controller',
];

/** An address for documentation, to which nobody connects: the server refuses to advertise loopback. */
const advertised = '192.0.2.1';

const pluginsFlag = 'enable-admission-plugins';

function deniesEverything(flags: ControlPlanePlan['flags']): boolean {
  return (flags[pluginsFlag] ?? '').split(',').includes('AlwaysDeny');
}

/** A real etcd, kube-apiservers on it, and a kube-controller-manager, as processes on loopback. */
export class ControlPlaneProcesses {
  readonly etcdUrl: string;
  readonly auditLog: string;
  /** Where the first server listens without authentication, if its version does; 0: the next ones do not. */
  plainPort = 0;
  readonly #plan: ControlPlanePlan;
  readonly #admin: Credential;
  readonly #children: ChildServer[] = [];
  #first:
    { readonly url: string; readonly words: readonly string[]; readonly server: ChildServer } | undefined;
  #attempts = 0;

  static async start(plan: ControlPlanePlan): Promise<ControlPlaneProcesses> {
    await mkdir(plan.directory, { recursive: true });
    const admin = await plan.authorities.cluster.issue({
      commonName: 'admin',
      organizations: ['system:masters'],
    });
    const [etcdPort, peerPort] = [await freePort(), await freePort()];
    const started = new ControlPlaneProcesses(plan, admin, etcdPort);
    try {
      await started.#startEtcd(peerPort);
      await started.#writeKeys();
      if (plan.binaries.minor < 20) started.plainPort = await freePort();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  constructor(plan: ControlPlanePlan, admin: Credential, etcdPort: number) {
    this.#plan = plan;
    this.#admin = admin;
    this.etcdUrl = `http://127.0.0.1:${etcdPort}`;
    this.auditLog = join(plan.directory, 'audit.log');
  }

  /** One more kube-apiserver on the store. Resolves with its URL when it is ready, the controllers of the first one too. */
  async startApiServer(): Promise<string> {
    const { flags } = this.#plan;
    if (deniesEverything(flags)) await this.#furnish();
    return this.#startApiServerWith(flags);
  }

  async #startApiServerWith(flags: ControlPlanePlan['flags']): Promise<string> {
    const port = await freePort();
    const url = `https://127.0.0.1:${port}`;
    const words = await this.#apiServerWords(port, flags);
    const server = this.#spawn(this.#plan.binaries.apiserver, words);
    await this.#until(`kube-apiserver at ${url}`, server, () => this.#answers(`${url}/readyz`));
    const isFirst = this.#children.filter(({ binary }) => binary === server.binary).length === 1;
    if (isFirst) this.#first = { url, words, server };
    if (isFirst && this.#plan.binaries.controllerManager !== undefined) await this.#startControllers(url);
    return url;
  }

  /** Tries to start a kube-apiserver on the store with these options alone, and ends it again. */
  async tryApiServer(flags: ControlPlanePlan['flags']): Promise<StartAttempt> {
    const port = await freePort();
    this.#attempts += 1;
    const words = await this.#apiServerWords(port, flags, `attempt-${this.#attempts}`);
    const server = this.#spawn(this.#plan.binaries.apiserver, words);
    try {
      const isReady = (): Promise<boolean> => this.#answers(`https://127.0.0.1:${port}/readyz`);
      const outcome = await server.until('a kube-apiserver that is tried', isReady);
      return { started: outcome === 'ready', said: server.said };
    } finally {
      await this.#end([server]);
    }
  }

  /** Asks the first server to end. */
  tellToEnd(): void {
    this.#first?.server.terminate();
  }

  get hasEnded(): boolean {
    return this.#first?.server.isRunning === false;
  }

  /** Starts the first server again where it was, once it has ended. */
  async startAgain(): Promise<void> {
    if (this.#first === undefined) return;
    const { url, words, server } = this.#first;
    // Who was told to end and takes his time does not get it here.
    await this.#end([server]);
    this.#first = { url, words, server: this.#spawn(server.binary, words) };
    await this.#until(`kube-apiserver at ${url}`, this.#first.server, () => this.#answers(`${url}/readyz`));
  }

  /** Who is connected to whom just now, as the kernel knows it. */
  connections(): readonly ObservedConnection[] {
    return observeConnections(this.#children.flatMap((child) => this.#observed(child)));
  }

  #observed({ binary, pid, words, isRunning }: ChildServer): readonly ObservedComponent[] {
    if (pid === undefined || !isRunning) return [];
    const { etcd, apiserver } = this.#plan.binaries;
    if (binary === etcd)
      return [{ name: 'etcd', pid, port: Number(new URL(this.etcdUrl).port), protocol: 'etcd' }];
    if (binary !== apiserver) return [{ name: basename(binary), pid }];
    const port = words.flatMap((word) => /^--secure-port=(\d+)$/.exec(word)?.[1] ?? [])[0];
    return [{ name: 'apiserver', pid, port: Number(port), protocol: 'http' }];
  }

  /** A server that denies everything does not come up on an empty store: another one makes what every cluster has. */
  async #furnish(): Promise<void> {
    const { flags, binaries } = this.#plan;
    await this.#startApiServerWith(
      Object.fromEntries(Object.entries(flags).filter(([name]) => name !== pluginsFlag)),
    );
    await this.#end(this.#children.filter(({ binary }) => binary !== binaries.etcd));
  }

  async #end(ended: readonly ChildServer[]): Promise<void> {
    await Promise.all(ended.map((child) => child.kill()));
    const others = this.#children.filter((child) => !ended.includes(child));
    this.#children.splice(0, this.#children.length, ...others);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.splice(0).map((child) => child.kill()));
  }

  async #startEtcd(peerPort: number): Promise<void> {
    const { binaries, directory } = this.#plan;
    const peer = `http://127.0.0.1:${peerPort}`;
    const etcd = this.#spawn(binaries.etcd, [
      ...['--name', 'm', '--data-dir', join(directory, 'etcd'), '--log-level', 'error'],
      ...['--listen-client-urls', this.etcdUrl, '--advertise-client-urls', this.etcdUrl],
      ...[
        '--listen-peer-urls',
        peer,
        '--initial-advertise-peer-urls',
        peer,
        '--initial-cluster',
        `m=${peer}`,
      ],
      '--unsafe-no-fsync',
    ]);
    await this.#until(`etcd at ${this.etcdUrl}`, etcd, () => this.#answers(`${this.etcdUrl}/health`));
  }

  async #writeKeys(): Promise<void> {
    const { cluster, frontProxy } = this.#plan.authorities;
    const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '127.0.0.1'];
    const serving = await cluster.issue({ commonName: 'kube-apiserver' }, { names });
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await this.#write('ca.crt', cluster.certificate);
    await this.#write('front-proxy-ca.crt', frontProxy.certificate);
    await this.#write('server.crt', serving.certificate);
    await this.#write('server.key', serving.key);
    await this.#write('sa.key', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    await this.#write('sa.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(join(this.#plan.directory, name), text, { mode: 0o600 });
  }

  /** Writes the file of an option anew. */
  async changeFile(option: string, content: string): Promise<void> {
    await this.#write(join('flags', option), content);
  }

  /** The files of all options are again what they were. */
  async restoreFiles(): Promise<void> {
    await commandLine(this.#plan.flags, { directory: this.#file('flags'), besides: this.#besides() });
  }

  /** What stands in files of options besides what a scenario says. */
  #besides(): Readonly<Record<string, string>> {
    const { authorities } = this.#plan;
    return {
      'client-ca-file': authorities.cluster.certificate,
      'requestheader-client-ca-file': authorities.frontProxy.certificate,
    };
  }

  #file(name: string): string {
    return join(this.#plan.directory, name);
  }

  async #apiServerWords(
    port: number,
    flags: ControlPlanePlan['flags'],
    folder = 'flags',
  ): Promise<readonly string[]> {
    const { directory } = this.#plan;
    const own: Readonly<Record<string, string>> = {
      'etcd-servers': this.etcdUrl,
      'storage-media-type': 'application/json',
      'secure-port': String(port),
      'bind-address': '127.0.0.1',
      'advertise-address': advertised,
      'cert-dir': directory,
      'authorization-mode': 'RBAC',
      'allow-privileged': 'true',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-cluster-ip-range': '10.0.0.0/16',
      'requestheader-username-headers': 'X-Remote-User',
      'requestheader-group-headers': 'X-Remote-Group',
      'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
      // Up to 1.19 a server listens without authentication too; at 8080 unless it is told where.
      ...(this.#plan.binaries.minor < 20 ? { 'insecure-port': String(this.plainPort) } : {}),
      ...(flags['audit-policy-file'] === undefined ? {} : { 'audit-log-path': this.auditLog }),
    };
    const files: Readonly<Record<string, string>> = {
      'tls-cert-file': 'server.crt',
      'tls-private-key-file': 'server.key',
      'client-ca-file': 'ca.crt',
      'requestheader-client-ca-file': 'front-proxy-ca.crt',
      'service-account-key-file': 'sa.pub',
      'service-account-signing-key-file': 'sa.key',
    };
    const asked = (name: string): boolean => flags[name] !== undefined;
    return [
      ...Object.entries(own).flatMap(([name, value]) => (asked(name) ? [] : [`--${name}=${value}`])),
      ...Object.entries(files).flatMap(([name, file]) =>
        asked(name) ? [] : [`--${name}=${this.#file(file)}`],
      ),
      ...(await commandLine(flags, {
        directory: join(directory, folder),
        besides: this.#besides(),
      })),
    ];
  }

  /** `kubectl proxy` in front of a server, with the credentials of an administrator. Resolves with its URL when it answers. */
  async startProxy(server: string, flags: Readonly<Record<string, string>>): Promise<string> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await this.#writeAccess('proxy-kubeconfig', server);
    const proxy = this.#spawn(this.#plan.binaries.kubectl ?? 'kubectl', [
      ...['proxy', '--kubeconfig', this.#file('proxy-kubeconfig'), `--port=${port}`],
      ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    ]);
    await this.#until(`kubectl proxy at ${url}`, proxy, () => this.#isThere(url));
    return url;
  }

  async #writeAccess(name: string, server: string): Promise<void> {
    await this.#write('admin.crt', this.#admin.certificate);
    await this.#write('admin.key', this.#admin.key);
    await this.#write('serving-ca.crt', await this.authority());
    await this.#write(name, this.#kubeconfig(server));
  }

  /** Whatever it answers. */
  async #isThere(url: string): Promise<boolean> {
    try {
      const { body } = await request(url);
      await body.dump();
      return true;
    } catch {
      return false;
    }
  }

  async #startControllers(url: string): Promise<void> {
    const { controllerManager = '' } = this.#plan.binaries;
    await this.#writeAccess('kubeconfig', url);
    const manager = this.#spawn(controllerManager, [
      ...['--kubeconfig', this.#file('kubeconfig'), '--leader-elect=false', '--secure-port=0'],
      ...['--use-service-account-credentials=false', `--controllers=${controllers.join(',')}`],
      ...['--root-ca-file', this.#file('ca.crt'), '--service-account-private-key-file', this.#file('sa.key')],
    ]);
    const account = `${url}/api/v1/namespaces/default/serviceaccounts/default`;
    await this.#until('kube-controller-manager', manager, () => this.#answers(account));
  }

  #kubeconfig(server: string): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server, 'certificate-authority': this.#file('serving-ca.crt') } }],
      users: [
        {
          name: 'admin',
          user: { 'client-certificate': this.#file('admin.crt'), 'client-key': this.#file('admin.key') },
        },
      ],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'admin' } }],
      'current-context': 'c',
    });
  }

  #spawn(binary: string, words: readonly string[]): ChildServer {
    const child = new ChildServer(binary, words);
    this.#children.push(child);
    return child;
  }

  /** By what the servers are known, PEM: what signs for all servers of a run, unless a server makes its own certificate. */
  async authority(): Promise<string> {
    const { authorities, directory, flags } = this.#plan;
    if (flags['tls-cert-file'] !== '') return authorities.cluster.certificate;
    return readFile(join(directory, 'apiserver.crt'), 'utf8');
  }

  async #answers(url: string): Promise<boolean> {
    // The file is not there before a server has made it.
    const ca = await this.authority().catch(() => '');
    const agent = createAgent({ ca, ...this.#admin });
    try {
      const { statusCode, body } = await request(url, { dispatcher: agent });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    } finally {
      await agent.destroy();
    }
  }

  async #until(what: string, child: ChildServer, holds: () => Promise<boolean>): Promise<void> {
    if ((await child.until(what, holds)) === 'ended')
      throw new Error(`${what} ended at once:\n${child.said.slice(-3000)}`);
  }
}

/** `v1.32.13`. Throws with what to do where there is no such binary. */
export function apiServerVersion(binary: string): string {
  const { stdout, error } = spawnSync(binary, ['--version'], { encoding: 'utf8', env: {} });
  const version = /Kubernetes (v\d+\.\d+\S*)/.exec(error === undefined ? stdout : '')?.[1];
  if (version !== undefined) return version;
  throw new Error(
    `"${binary}" is no kube-apiserver; name one: kube-apiserver?binary=/path/to/kube-apiserver&etcd=/path/to/etcd`,
  );
}

/** Whether there is such a binary. */
export function hasKubectl(binary: string): boolean {
  const environment = { PATH: process.env['PATH'] ?? '' };
  return spawnSync(binary, ['version', '--client'], { env: environment }).status === 0;
}
