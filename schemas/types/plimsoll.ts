/* Generated from schemas/plimsoll by test/check/plimsoll-types.ts; do not edit. */
/**
 * Wording of each requirement that somebody has compared with its tests, and the ids that are retired.
 */
export interface AcceptedDocument {
  version: 1;
  requirements: {
    [k: string]:
      | {
          hash: string;
        }
      | {
          /**
           * Why the id is no longer in use.
           */
          retired: string;
        };
  };
}

/**
 * What an implementation says of itself.
 */
export interface AdapterManifestDocument {
  /**
   * How reports name the adapter.
   */
  name: string;
  implementation: {
    name: string;
    version: string;
  };
  /**
   * The Kubernetes minor version that it implements; absent for a bare store.
   */
  kubernetes?: string;
  /**
   * Capabilities that it offers.
   *
   * @minItems 1
   */
  ports: [
    (
      | 'kubeApi'
      | 'otherKubeApi'
      | 'proxyKubeApi'
      | 'plainKubeApi'
      | 'secureEndpoint'
      | 'serverProcess'
      | 'etcdCluster'
      | 'etcdFaults'
      | 'apiStore'
      | 'auditLog'
      | 'clock'
      | 'controlPlane'
      | 'machines'
      | 'containers'
      | 'podNetwork'
      | 'serviceRules'
      | 'names'
    ),
    ...(
      | 'kubeApi'
      | 'otherKubeApi'
      | 'proxyKubeApi'
      | 'plainKubeApi'
      | 'secureEndpoint'
      | 'serverProcess'
      | 'etcdCluster'
      | 'etcdFaults'
      | 'apiStore'
      | 'auditLog'
      | 'clock'
      | 'controlPlane'
      | 'machines'
      | 'containers'
      | 'podNetwork'
      | 'serviceRules'
      | 'names'
    )[],
  ];
  /**
   * Further versions of Kubernetes that a session may ask for, the newest first.
   */
  otherVersions?: string[];
  /**
   * True where all sessions see one shared cluster.
   */
  shared: boolean;
  /**
   * Optional features, by name.
   */
  features: string[];
}

/**
 * Which requirements were confirmed on which real component. Written by `plimsoll run --confirm`.
 */
export interface ConfirmationsDocument {
  version: 1;
  confirmations: {
    requirement: string;
    product: string;
    productVersion: string;
    date: string;
    /**
     * Hash of the sentence that was confirmed.
     */
    statement: string;
    /**
     * Digest of the scenarios that passed.
     */
    scenarios: string;
    /**
     * Checks that passed.
     */
    passed: number;
  }[];
}

/**
 * The matrix of the five proofs, generated from runs.
 */
export interface CoverageDocument {
  version: 1;
  digest: string;
  /**
   * Why the matrix cannot be trusted: results missing, partial or older than the sources.
   */
  problems: string[];
  totals: {
    requirements: number;
    tested: number;
    excluded: number;
    gap: number;
    silent: number;
    met: number;
    bites: number;
    confirmed: number;
  };
  requirements: {
    id: string;
    title: string;
    chapter: string;
    level: 'MUST' | 'SHOULD' | 'MAY';
    state: 'tested' | 'excluded' | 'gap' | 'silent';
    reason?: string;
    /**
     * Number of sources.
     */
    cited: number;
    /**
     * Number of scenarios and properties.
     */
    tested: number;
    met: 'passed' | 'failed' | 'unmet' | 'notApplicable' | 'error' | 'knownFailure' | 'unknown';
    bites: {
      tried: number;
      killed: number;
      of: number;
    };
    /**
     * Products and versions on which it was confirmed.
     */
    confirmed: string[];
    /**
     * Confirmations older than the sentence or its scenarios.
     */
    stale: string[];
  }[];
}

/**
 * Messages between the harness and an adapter that is a program: one JSON object a line, requests on its standard input, everything else on its standard output.
 */
export type ExecMessage = ExecRequest | ExecReply | ExecFailure | ExecChunk;
export type ExecRequest =
  | ExecHello
  | ExecOpen
  | ExecClose
  | ExecKubeSend
  | ExecStreamClose
  | ExecEtcdConnect
  | ExecEtcdDisconnect
  | ExecEtcdCall
  | ExecEtcdWatch
  | ExecEtcdProgress
  | ExecEtcdFault
  | ExecStoreList
  | ExecStoreRevision
  | ExecStoreCompact
  | ExecStorePut
  | ExecStoreRemove
  | ExecClockNow
  | ExecClockAdvance
  | ExecClockSettle
  | ExecConnections
  | ExecShutdown;

/**
 * First message. Result: the adapter manifest.
 */
export interface ExecHello {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'hello';
  params: {
    protocol: 1;
    options: {
      [k: string]: string;
    };
  };
}
/**
 * Opens a session. Result: { storeMembers?, storeFaults?, clock? }; storeFaults names those of disturb and powerOff that the program has.
 */
export interface ExecOpen {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'open';
  params: {
    session: number;
    name: string;
    seed: number;
    exclusive: boolean;
    /**
     * True: Secrets must be encrypted in the store.
     */
    encrypted?: boolean;
    /**
     * Roles and bindings say who may do what; absent: every user may do everything.
     */
    authorization?: 'RBAC';
    storeMembers?: number;
  };
}
/**
 * Ends a session. Result: {}.
 */
export interface ExecClose {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'close';
  params: {
    session: number;
  };
}
/**
 * Result: { status, headers }; the body follows as stream messages.
 */
export interface ExecKubeSend {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'kubeApi.send';
  params: {
    session: number;
    /**
     * Number under which the body comes back.
     */
    stream: number;
    request: {
      user: string;
      method: string;
      path: string;
      headers: {
        [k: string]: string;
      };
      body?: ExecBytes;
    };
  };
}
/**
 * Bytes; every byte string in any message is written like this.
 */
export interface ExecBytes {
  base64: string;
}
/**
 * Gives up the rest of a body or a watch. Result: {}.
 */
export interface ExecStreamClose {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'stream.close';
  params: {
    stream: number;
  };
}
export interface ExecEtcdConnect {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.connect';
  params: {
    session: number;
    connection: number;
    member: number;
  };
}
export interface ExecEtcdDisconnect {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.disconnect';
  params: {
    connection: number;
  };
}
/**
 * Result: the response of that operation.
 */
export interface ExecEtcdCall {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.call';
  params: {
    connection: number;
    operation:
      | 'range'
      | 'put'
      | 'deleteRange'
      | 'txn'
      | 'compact'
      | 'leaseGrant'
      | 'leaseRevoke'
      | 'leaseKeepAlive'
      | 'leaseTimeToLive';
    request: {};
  };
}
export interface ExecEtcdWatch {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.watch';
  params: {
    connection: number;
    /**
     * Number under which the responses come back.
     */
    stream: number;
    request: {};
  };
}
export interface ExecEtcdProgress {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.progress';
  params: {
    stream: number;
  };
}
/**
 * What happens to the members, as the port EtcdFaults has it. Result: for status its answer; for members { members }; for addMember and startStranger { member }; else {}. Where a member does not answer status, a failure with code UNAVAILABLE.
 */
export interface ExecEtcdFault {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'etcd.fault';
  params: {
    session: number;
    operation:
      | 'status'
      | 'kill'
      | 'restart'
      | 'pause'
      | 'resume'
      | 'partition'
      | 'cut'
      | 'heal'
      | 'disturb'
      | 'powerOff'
      | 'members'
      | 'addMember'
      | 'removeMember'
      | 'promoteMember'
      | 'moveLeader'
      | 'startStranger';
    /**
     * status, kill, restart, pause, resume, powerOff: { member }; partition: { groups }; cut: { from, to }; members: { through }; heal and startStranger: {}; the others as the port has them.
     */
    request: {};
  };
}
/**
 * Result: { keys }.
 */
export interface ExecStoreList {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'apiStore.list';
  params: {
    session: number;
    prefix: string;
  };
}
/**
 * Result: { revision }.
 */
export interface ExecStoreRevision {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'apiStore.revision';
  params: {
    session: number;
  };
}
export interface ExecStoreCompact {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'apiStore.compact';
  params: {
    session: number;
  };
}
/**
 * Result: {}.
 */
export interface ExecStorePut {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'apiStore.put';
  params: {
    session: number;
    key: string;
    value: ExecBytes;
  };
}
/**
 * Result: {}.
 */
export interface ExecStoreRemove {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'apiStore.remove';
  params: {
    session: number;
    key: string;
  };
}
/**
 * Result: { now }.
 */
export interface ExecClockNow {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'clock.now';
  params: {
    session: number;
  };
}
export interface ExecClockAdvance {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'clock.advance';
  params: {
    session: number;
    durationMs: number;
  };
}
export interface ExecClockSettle {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'clock.settle';
  params: {
    session: number;
  };
}
/**
 * Result: { connections }.
 */
export interface ExecConnections {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'controlPlane.connections';
  params: {
    session: number;
  };
}
/**
 * Last message: end everything and exit.
 */
export interface ExecShutdown {
  /**
   * Repeated in the reply.
   */
  id: number;
  method: 'shutdown';
  params: {};
}
/**
 * The answer to a request.
 */
export interface ExecReply {
  id: number;
  result: {};
}
/**
 * A request that came to nothing.
 */
export interface ExecFailure {
  id: number;
  error: {
    message: string;
    /**
     * A code that callers match on, for the store a gRPC status name.
     */
    code?: string;
    /**
     * The adapter cannot offer this; the check is not applicable.
     */
    notApplicable?: boolean;
  };
}
/**
 * A piece of a body or of a watch.
 */
export interface ExecChunk {
  stream: number;
  chunk?: ExecBytes;
  /**
   * One watch response of the store.
   */
  response?: {};
  end?: true;
  /**
   * The stream broke.
   */
  error?: string;
}

/**
 * One line of a recorded history: an operation or a watch event, in the order in which the recorder saw it.
 */
export type HistoryRecord =
  | HistoryHeader
  | HistoryOperation
  | HistoryWatchStart
  | HistoryWatchEvent
  | HistoryWatchEnd
  | HistoryStoreOperation
  | HistoryFault
  | HistoryStoreWatch
  | HistoryStoreWatchResponse;

/**
 * First line of the file.
 */
export interface HistoryHeader {
  kind: 'history';
  version: 1;
  /**
   * The requirements that the recording is about.
   */
  requirements: string[];
  note?: string;
  seed?: number;
}
export interface HistoryOperation {
  kind: 'operation';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  /**
   * When the answer was there; absent: no answer came.
   */
  end?: number;
  op: 'create' | 'get' | 'update' | 'patch' | 'delete' | 'list' | 'put' | 'txn';
  /**
   * What it acts on: `configmaps/ns/name` or a store key.
   */
  object: string;
  /**
   * `unknown`: the answer got lost, it may or may not have happened.
   */
  outcome: 'ok' | 'conflict' | 'notFound' | 'alreadyExists' | 'expired' | 'refused' | 'unknown';
  /**
   * The revision that the writer had read and named as precondition.
   */
  expectedRevision?: number;
  /**
   * The revision of the object that the answer carried.
   */
  revision?: number;
  /**
   * The revision of the store or collection at the answer.
   */
  storeRevision?: number;
  deleted?: boolean;
  /**
   * Content, as far as a judge compares it.
   */
  value?: string;
}
export interface HistoryWatchStart {
  kind: 'watchStart';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  /**
   * Name of the watch; a resumed watch keeps it.
   */
  watch: string;
  /**
   * What it watches: a prefix of object names.
   */
  scope: string;
  /**
   * Events after this revision are due; absent: from now on.
   */
  fromRevision?: number;
}
export interface HistoryWatchEvent {
  kind: 'watchEvent';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  watch: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object?: string;
  revision?: number;
  /**
   * Status code of an ERROR.
   */
  code?: number;
  value?: string;
}
export interface HistoryWatchEnd {
  kind: 'watchEnd';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  watch: string;
  reason?: string;
  /**
   * Up to here the watch was given all the time that it needed; absent: nothing is said.
   */
  dueRevision?: number;
}
/**
 * A request to one member of a store.
 */
export interface HistoryStoreOperation {
  kind: 'store';
  /**
   * Who did it.
   */
  client: string;
  /**
   * The member that was asked.
   */
  member: number;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  /**
   * When the answer or refusal was there; absent: none came.
   */
  end?: number;
  /**
   * `refused`: it has certainly not happened; `unknown`: it may have happened, or happen later, or never.
   */
  outcome: 'ok' | 'refused' | 'unknown';
  /**
   * The gRPC status of what is not `ok`.
   */
  code?: string;
  request: StoreGet | StorePut | StoreDelete | StoreTxn | StoreLease;
  answer?: StoreAnswer;
}
export interface StoreGet {
  type: 'get';
  /**
   * A key of the store, as text.
   */
  key: string;
  /**
   * The key after the last of the range; absent: the one key.
   */
  rangeEnd?: string;
  /**
   * The member answers by itself, perhaps with an older state.
   */
  serializable?: boolean;
}
export interface StorePut {
  type: 'put';
  /**
   * A key of the store, as text.
   */
  key: string;
  value: string;
  lease?: number;
}
export interface StoreDelete {
  type: 'delete';
  /**
   * A key of the store, as text.
   */
  key: string;
  /**
   * The key after the last of the range; absent: the one key.
   */
  rangeEnd?: string;
}
export interface StoreTxn {
  type: 'txn';
  compare: StoreCompare[];
  success: (StoreGet | StorePut | StoreDelete)[];
  failure: (StoreGet | StorePut | StoreDelete)[];
}
/**
 * Holds where what the key has equals `is`; a missing key has 0.
 */
export interface StoreCompare {
  /**
   * A key of the store, as text.
   */
  key: string;
  target: 'create' | 'mod' | 'value' | 'version';
  is: number | string;
}
export interface StoreLease {
  type: 'leaseGrant' | 'leaseKeepAlive' | 'leaseRevoke';
  /**
   * Absent in a grant: the store chooses.
   */
  lease?: number;
  /**
   * Of a grant.
   */
  ttlSeconds?: number;
}
export interface StoreAnswer {
  /**
   * The revision of the store that the header told.
   */
  revision: number;
  /**
   * Raft's term that the header told.
   */
  term?: number;
  kvs?: StoreEntry[];
  deleted?: number;
  succeeded?: boolean;
  responses?: StoreResponse[];
  lease?: number;
  /**
   * Time to live that was granted; 0 or less: there is no such lease.
   */
  ttlSeconds?: number;
}
/**
 * A key as the store showed it.
 */
export interface StoreEntry {
  /**
   * A key of the store, as text.
   */
  key: string;
  value: string;
  /**
   * Create revision.
   */
  create: number;
  /**
   * Mod revision.
   */
  mod: number;
  version: number;
  /**
   * Absent: it hangs on none.
   */
  lease?: number;
}
/**
 * What one operation of a transaction was answered.
 */
export interface StoreResponse {
  kvs?: StoreEntry[];
  deleted?: number;
}
/**
 * Something that was done to the members of a store.
 */
export interface HistoryFault {
  kind: 'fault';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  /**
   * When it was done; absent: at once.
   */
  end?: number;
  /**
   * `rest`: from here on nothing is broken and all members answer.
   */
  fault:
    | 'kill'
    | 'restart'
    | 'pause'
    | 'resume'
    | 'partition'
    | 'cut'
    | 'heal'
    | 'disturb'
    | 'powerOff'
    | 'moveLeader'
    | 'rest';
  /**
   * Whom it struck; of a cut and a change of leader: from, to.
   */
  members: number[];
  /**
   * The sides of a partition.
   */
  groups?: number[][];
  note?: string;
}
/**
 * A watch was opened at a member.
 */
export interface HistoryStoreWatch {
  kind: 'storeWatch';
  /**
   * Who did it.
   */
  client: string;
  member: number;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  /**
   * Name of the watch; a resumed watch keeps it.
   */
  watch: string;
  /**
   * A key of the store, as text.
   */
  key: string;
  /**
   * The key after the last of the range; absent: the one key.
   */
  rangeEnd?: string;
  /**
   * Events from this revision on are due.
   */
  startRevision: number;
}
/**
 * One response to a watch.
 */
export interface HistoryStoreWatchResponse {
  kind: 'storeWatchResponse';
  /**
   * Who did it.
   */
  client: string;
  /**
   * Milliseconds since the history began; for an operation, when it was called.
   */
  at: number;
  watch: string;
  /**
   * What the header told.
   */
  revision: number;
  /**
   * A progress notification: everything up to `revision` has been told.
   */
  progress?: boolean;
  events: StoreEvent[];
  canceled?: boolean;
  compactRevision?: number;
}
export interface StoreEvent {
  type: 'PUT' | 'DELETE';
  /**
   * A key of the store, as text.
   */
  key: string;
  mod: number;
  value?: string;
  create?: number;
  version?: number;
}

/**
 * Checks that are known to fail on the implementation under test. They still run; one that passes fails the run.
 */
export interface KnownFailuresDocument {
  knownFailures: {
    /**
     * Title of a scenario or id of a property.
     */
    check: string;
    /**
     * Why it fails.
     */
    reason: string;
    /**
     * Where it is being dealt with.
     */
    link: string;
  }[];
}

/**
 * Named sets of requirements that an implementation can claim.
 */
export interface ProfilesDocument {
  profiles: {
    [k: string]: {
      title: string;
      /**
       * Areas that belong to it, whole.
       */
      areas?: string[];
      include?: string[];
      exclude?: string[];
    };
  };
}

/**
 * Which saboteurs were caught by the requirement that they break.
 */
export interface ProveDocument {
  version: 1;
  digest: string;
  adapters: string[];
  seed: number;
  startedAt: string;
  durationMs: number;
  /**
   * Every saboteur of the suite was tried.
   */
  complete: boolean;
  control: {
    passed: number;
    checks: number;
    ok: boolean;
  };
  totals: {
    killed: number;
    silent: number;
    void: number;
    dead: number;
    crashed: number;
  };
  saboteurs: {
    id: string;
    breaks: string;
    title: string;
    upstream?: string;
    outcome: 'killed' | 'silent' | 'void' | 'dead' | 'crashed';
    reason?: string;
    /**
     * How often the breach was committed.
     */
    reached: number;
    /**
     * Checks that ran.
     */
    checks: number;
    /**
     * The check that caught it.
     */
    killedBy?: string;
    durationMs: number;
  }[];
}

export type Verdict = 'passed' | 'failed' | 'unmet' | 'notApplicable' | 'error' | 'knownFailure';

/**
 * What one run found, requirement by requirement.
 */
export interface ReportDocument {
  version: 1;
  suite: {
    name: string;
    version: string;
    /**
     * Digest of the specification, features, harness and reference that the run used.
     */
    digest: string;
  };
  implementation: {
    name: string;
    version: string;
    kubernetes?: string;
  };
  /**
   * As given on the command line.
   */
  adapters: string[];
  seed: number;
  startedAt: string;
  durationMs: number;
  /**
   * The command that repeats the run.
   */
  reproduce: string;
  /**
   * What the run was restricted to; empty: everything.
   */
  selection: {
    profile?: string;
    requirements?: string[];
    tags?: string;
    shard?: string;
  };
  conforms: boolean;
  /**
   * Why the run does not conform beyond the verdicts: checks without a judgement, stale known failures, nothing judged.
   */
  problems: string[];
  totals: Totals;
  requirementTotals: VerdictCounts;
  requirements: {
    id: string;
    title: string;
    chapter: string;
    level: 'MUST' | 'SHOULD' | 'MAY';
    statement: string;
    verdict: Verdict;
    reason?: string;
    tests: Test[];
  }[];
  /**
   * Requirements without a check.
   */
  untested: {
    id: string;
    title: string;
    chapter: string;
    level: 'MUST' | 'SHOULD' | 'MAY';
    state: 'gap' | 'excluded' | 'silent';
    reason: string;
  }[];
}
/**
 * Counts of checks: scenarios and properties.
 */
export interface Totals {
  passed: number;
  failed: number;
  unmet: number;
  notApplicable: number;
  error: number;
  knownFailure: number;
  /**
   * Checks that the plan said would be judged or found not applicable.
   */
  expected: number;
  /**
   * Checks that got a judgement: passed, failed, unmet or known failure.
   */
  judged: number;
}
export interface VerdictCounts {
  passed: number;
  failed: number;
  unmet: number;
  notApplicable: number;
  error: number;
  knownFailure: number;
}
export interface Test {
  kind: 'scenario' | 'property';
  file: string;
  line: number;
  name: string;
  verdict: Verdict;
  durationMs: number;
  /**
   * Why it is not passed.
   */
  reason?: string;
  /**
   * The seed of a generated test.
   */
  seed?: number;
  /**
   * Cases or operations that a property really judged.
   */
  judged?: number;
  /**
   * The file beside the report that holds what a property that failed has recorded.
   */
  history?: string;
  /**
   * Requests and answers of the scenario, if it recorded them.
   */
  log?: string;
  /**
   * The command that repeats it.
   */
  reproduce?: string;
}

/**
 * One testable statement of the specification, as parsed from a chapter.
 */
export interface RequirementDocument {
  /**
   * Area, number and optional letter. Never reused.
   */
  id: string;
  title: string;
  chapter: string;
  /**
   * Path of the chapter, relative to the root of the suite.
   */
  file: string;
  /**
   * Line of the heading.
   */
  line: number;
  /**
   * The normative paragraph, white space folded.
   */
  statement: string;
  /**
   * SHA-256 of the statement, first 16 hex digits.
   */
  hash: string;
  level: 'MUST' | 'SHOULD' | 'MAY';
  /**
   * Ports that an implementation must offer before this can be judged.
   */
  needs: (
    | 'kubeApi'
    | 'otherKubeApi'
    | 'proxyKubeApi'
    | 'plainKubeApi'
    | 'secureEndpoint'
    | 'serverProcess'
    | 'etcdCluster'
    | 'etcdFaults'
    | 'apiStore'
    | 'auditLog'
    | 'clock'
    | 'controlPlane'
    | 'machines'
    | 'containers'
    | 'podNetwork'
    | 'serviceRules'
    | 'names'
  )[];
  /**
   * Who says so.
   *
   * @minItems 1
   */
  sources: [string, ...string[]];
  /**
   * Range of Kubernetes minor versions, all comparisons must hold.
   */
  applies?: string;
  /**
   * Where a source document is wrong, and what is right.
   */
  erratum?: string;
  /**
   * What upstream leaves open, with the alternatives that are allowed.
   */
  unspecified?: string;
  /**
   * Why it is not tested.
   */
  gap?: string;
  /**
   * Why it is not required.
   */
  excluded?: string;
}
