import type { Environment } from '../../sim/environment.ts';
import { internalFailure } from '../authorization/internal-failure.ts';
import { attributesOf } from '../authorization/request-attributes.ts';
import type { AnswerStream, ApiAnswer, Identity } from '../message.ts';
import type { RequestUnderway } from '../pipeline/request-filter.ts';
import {
  auditedUser,
  objectReference,
  sourceAddresses,
  userAgentOf,
  type AuditEvent,
} from './audit-event.ts';
import type { AuditDecision, AuditPolicy, AuditStage } from './audit-policy.ts';
import {
  completedReference,
  requestObjectOf,
  responseObjectOf,
  responseStatusOf,
  withoutManagedFields,
} from './audited-bodies.ts';
import { isLongRunning } from './long-running.ts';
import { microTime } from '../timestamp.ts';

/** Takes each event as it is made. Must not throw. */
export type AuditSink = (event: AuditEvent) => void;

/** The same; resolves where requests have to wait for it: false where they may not go on. */
export type AuditStore = (event: AuditEvent) => Promise<boolean> | undefined;

const nobody: Identity = { user: '', groups: [] };

/** Writes down who did what, as a policy says. */
export class AuditTrail {
  readonly #environment: Environment;
  readonly #policy: AuditPolicy;
  readonly #store: AuditStore;

  constructor(environment: Environment, policy: AuditPolicy, store: AuditStore) {
    this.#environment = environment;
    this.#policy = policy;
    this.#store = store;
  }

  /** Around everything that happens once it is known who asks. */
  async follow(underway: RequestUnderway, next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    underway.isAudited = true;
    const record = this.#recordOf(underway, underway.identity);
    if (record === undefined) return next();
    if ((await record.write('RequestReceived')) === false)
      return internalFailure(underway.request.path, 'failed to store audit event');
    const answer = await next();
    const isLong = isLongRunning(underway.request.method, underway.path);
    record.answered(answer, isLong);
    if (isLong) await record.write('ResponseStarted');
    if (answer.body instanceof Uint8Array) {
      await record.write('ResponseComplete');
      return answer;
    }
    const ended = (): void => {
      void record.write('ResponseComplete');
    };
    return { ...answer, body: followed(answer.body, ended) };
  }

  /** A request that was refused before it was known who asks: one event, which says no more than that. */
  refusedEarly(underway: RequestUnderway, answer: ApiAnswer): void {
    const record = this.#recordOf(underway, nobody);
    record?.answered(answer, false);
    void record?.write('ResponseStarted');
  }

  #recordOf(underway: RequestUnderway, identity: Identity): AuditRecord | undefined {
    const attributes = attributesOf(identity, underway.request.method, underway.path);
    const decision = this.#policy.decide(attributes);
    if (decision.level === 'None') return undefined;
    const base = {
      verb: attributes.verb,
      user: identity === nobody ? {} : auditedUser(identity),
      objectRef: objectReference(attributes),
    };
    const parts = { environment: this.#environment, store: this.#store, underway, decision, identity };
    return new AuditRecord(parts, base);
  }
}

interface RecordParts {
  readonly environment: Environment;
  readonly store: AuditStore;
  readonly underway: RequestUnderway;
  readonly decision: AuditDecision;
  /** Who asked, before he asked as somebody else. */
  readonly identity: Identity;
}

/** What is known before there is an answer. */
type Asked = Pick<AuditEvent, 'verb' | 'user'> & { readonly objectRef: AuditEvent['objectRef'] };

/** What is known of one request so far. */
class AuditRecord {
  readonly #parts: RecordParts;
  readonly #base: Asked;
  #answer: Pick<AuditEvent, 'responseStatus' | 'requestObject' | 'responseObject' | 'objectRef'> = {};

  constructor(parts: RecordParts, base: Asked) {
    this.#parts = parts;
    this.#base = base;
  }

  answered(answer: ApiAnswer, isLong: boolean): void {
    const { underway, decision } = this.#parts;
    const bare = (object: unknown): unknown =>
      decision.omitManagedFields ? withoutManagedFields(object) : object;
    const sent = wasRead(underway, answer) ? requestObjectOf(underway.request) : undefined;
    const isResource = underway.path.resource !== undefined;
    const reference =
      underway.request.method === 'PATCH' || underway.request.method === 'DELETE'
        ? this.#base.objectRef
        : completedReference(this.#base.objectRef, sent);
    const said =
      decision.level === 'RequestResponse' && isResource && !isLong ? responseObjectOf(answer) : undefined;
    this.#answer = {
      ...(reference === undefined ? {} : { objectRef: reference }),
      responseStatus: responseStatusOf(answer),
      ...(sent === undefined || decision.level === 'Metadata' ? {} : { requestObject: bare(sent) }),
      ...(said === undefined ? {} : { responseObject: bare(said) }),
    };
  }

  write(stage: AuditStage): Promise<boolean> | undefined {
    const { environment, store, underway, decision, identity } = this.#parts;
    if (decision.omitStages.has(stage)) return undefined;
    const { request, annotations } = underway;
    const addresses = sourceAddresses(request);
    const userAgent = userAgentOf(request);
    const { objectRef, responseStatus, ...bodies } = { objectRef: this.#base.objectRef, ...this.#answer };
    const isOther = underway.identity !== identity && identity !== nobody;
    const time = stage === 'RequestReceived' ? underway.receivedMs : environment.clock.now();
    return store({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: decision.level,
      auditID: underway.auditId,
      stage,
      requestURI: request.path,
      verb: this.#base.verb,
      user: this.#base.user,
      ...(isOther ? { impersonatedUser: auditedUser(underway.identity) } : {}),
      ...(addresses.length === 0 ? {} : { sourceIPs: addresses }),
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(objectRef === undefined ? {} : { objectRef }),
      ...(responseStatus === undefined ? {} : { responseStatus }),
      ...bodies,
      requestReceivedTimestamp: microTime(underway.receivedMs),
      stageTimestamp: microTime(time),
      ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    });
  }
}

/** False where the server came to no object in the body: it was not let in, or what it sent could not be read. */
function wasRead({ annotations, request, path }: RequestUnderway, answer: ApiAnswer): boolean {
  if (annotations.get('authorization.k8s.io/decision') !== 'allow' || path.resource === undefined)
    return false;
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  return ![400, 405, 413, 415].includes(answer.status);
}

/** The same stream, which tells when it is over, whoever ends it. */
function followed(stream: AnswerStream, onEnd: () => void): AnswerStream {
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    onEnd();
  };
  return {
    start: (sink) => {
      stream.start({
        frame: (bytes) => sink.frame(bytes),
        end: () => {
          sink.end();
          over();
        },
      });
    },
    cancel: () => {
      stream.cancel();
      over();
    },
  };
}
