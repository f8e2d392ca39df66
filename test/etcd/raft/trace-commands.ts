import type { ChangeStep, ConfigurationChange, RaftOptions } from '../../../reference/etcd/raft/types.ts';
import { TraceCluster } from './trace-cluster.ts';

type Command = (cluster: TraceCluster, words: readonly string[]) => void;

const optionNames = {
  'pre-vote': 'preVote',
  'check-quorum': 'checkQuorum',
  'max-inflight': 'maxInflightMessages',
  'max-message-bytes': 'maxMessageBytes',
  'max-uncommitted-bytes': 'maxUncommittedBytes',
} as const;

function isOption(name: string): name is keyof typeof optionNames {
  return name in optionNames;
}

function optionsOf(words: readonly string[]): Partial<RaftOptions<string>> {
  const pairs = words.map((word) => {
    const [name = '', value = ''] = word.split('=');
    if (!isOption(name)) throw new Error(`no option is called ${name}`);
    return [optionNames[name], value === 'on' ? true : value === 'off' ? false : Number(value)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `v4` adds a voter, `l4` a learner, `r4` removes; `leave` leaves a joint configuration; `joint=auto|explicit`. */
function changeOf(words: readonly string[]): ConfigurationChange {
  const types = { v: 'addVoter', l: 'addLearner', r: 'remove' } as const;
  const steps = words
    .filter((word) => /^[vlr]\d+$/.test(word))
    .map((word): ChangeStep => ({ type: types[word.charAt(0) as 'v' | 'l' | 'r'], id: word.slice(1) }));
  if (words.includes('joint=auto')) return { steps, joint: 'auto' };
  return words.includes('joint=explicit') ? { steps, joint: 'explicit' } : { steps };
}

function tell(cluster: TraceCluster, dropped: string | undefined): void {
  if (dropped !== undefined) cluster.lines.push(`refused: ${dropped}`);
}

function times(count: string | undefined, action: () => void): void {
  for (let done = 0; done < Number(count ?? 1); done += 1) action();
}

const commands: Readonly<Record<string, Command>> = {
  nodes: (cluster, [count, ...options]) => {
    cluster.options = optionsOf(options);
    const voters = Array.from({ length: Number(count) }, (_, index) => String(index + 1));
    const configuration = { voters, outgoing: [], learners: [], learnersNext: [], autoLeave: false };
    for (const id of voters) cluster.add(id, configuration);
  },
  join: (cluster, [id = '']) => {
    cluster.add(id, undefined);
  },
  campaign: (cluster, [id]) => {
    cluster.member(id).raft.campaign();
  },
  tick: (cluster, [id, count]) => {
    times(count, () => {
      cluster.member(id).raft.tick();
    });
  },
  propose: (cluster, [id, ...values]) => {
    for (const value of values) tell(cluster, cluster.member(id).raft.propose(value));
  },
  'propose-change': (cluster, [id, ...words]) => {
    tell(cluster, cluster.member(id).raft.proposeChange(changeOf(words), undefined));
  },
  read: (cluster, [id, ...contexts]) => {
    for (const context of contexts) {
      if (!cluster.member(id).raft.readIndex(context)) cluster.lines.push('refused: no leader');
    }
  },
  transfer: (cluster, [id, to = '']) => {
    cluster.member(id).raft.transferLeadership(to);
  },
  unreachable: (cluster, [id, peer = '']) => {
    cluster.member(id).raft.reportUnreachable(peer);
  },
  'snapshot-arrived': (cluster, [id, peer = '', word]) => {
    cluster.member(id).raft.reportSnapshot(peer, word !== 'no');
  },
  ready: (cluster, [id]) => {
    cluster.take(cluster.member(id));
  },
  persist: (cluster, [id]) => {
    cluster.member(id).disk.finishOne();
  },
  process: (cluster, [id]) => {
    cluster.process(cluster.member(id));
  },
  deliver: (cluster, [from, to]) => {
    cluster.deliver(from, to);
  },
  stabilize: (cluster) => {
    cluster.stabilize();
  },
  duplicate: (cluster) => {
    cluster.duplicate();
  },
  reverse: (cluster) => {
    cluster.reverse();
  },
  lose: (cluster) => {
    cluster.lose();
  },
  drop: (cluster, [from = '', to = '']) => {
    cluster.cut(from, to);
  },
  isolate: (cluster, [id = '']) => {
    for (const other of cluster.members.keys()) {
      cluster.cut(id, other);
      cluster.cut(other, id);
    }
  },
  heal: (cluster) => {
    cluster.heal();
  },
  restart: (cluster, [id]) => {
    cluster.restart(cluster.member(id));
  },
  compact: (cluster, [id, index]) => {
    cluster.compact(cluster.member(id), Number(index));
  },
  status: (cluster, ids) => {
    for (const id of ids.length === 0 ? cluster.members.keys() : ids) cluster.tellStatus(cluster.member(id));
  },
  disk: (cluster, [id]) => {
    cluster.tellDisk(cluster.member(id));
  },
};

/** `quietly COMMAND` tells nothing of what happens. */
function run(cluster: TraceCluster, line: string): readonly string[] {
  const words = line.split(' ');
  const quietly = words[0] === 'quietly';
  const [name = '', ...rest] = quietly ? words.slice(1) : words;
  const command = commands[name];
  if (command === undefined) throw new Error(`no command is called ${name}`);
  cluster.lines.length = 0;
  command(cluster, rest);
  return quietly ? [] : [...cluster.lines];
}

/**
 * Replays a golden trace: comments (`#`) and empty lines stay, each command (`> `) is followed by what it brings about, what
 * stood there before is left out.
 */
export function replayTrace(text: string): string {
  const cluster = new TraceCluster();
  const result: string[] = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line === '' || line.startsWith('#')) result.push(line);
    if (!line.startsWith('> ')) continue;
    result.push(line);
    for (const told of run(cluster, line.slice(2))) result.push(`  ${told}`);
  }
  return `${result.join('\n')}\n`;
}
