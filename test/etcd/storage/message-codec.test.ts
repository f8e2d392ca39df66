import fc from 'fast-check';
import { crc32 as hostCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createMessageCodec } from '../../../reference/etcd/peer/message-codec.ts';
import type {
  Configuration,
  ConfigurationChange,
  Entry,
  Message,
  MessageBody,
  Proposal,
} from '../../../reference/etcd/raft/types.ts';
import { ByteReader } from '../../../reference/etcd/storage/byte-reader.ts';
import { ByteWriter } from '../../../reference/etcd/storage/byte-writer.ts';
import { crc32 } from '../../../reference/sim/crc32.ts';
import { textCodec } from './plain-codecs.ts';

const number = fc.oneof(fc.nat(300), fc.maxSafeNat());
const id = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const data = fc.string({ unit: 'grapheme' });
const position = fc.record({ index: number, term: number });

const change: fc.Arbitrary<ConfigurationChange> = fc.record(
  {
    steps: fc.array(fc.record({ type: fc.constantFrom('addVoter', 'addLearner', 'remove'), id }), {
      maxLength: 4,
    }),
    joint: fc.constantFrom('auto', 'explicit'),
  },
  { requiredKeys: ['steps'] },
);

const context = fc.option(data, { nil: undefined });

const entries: fc.Arbitrary<Entry<string>[]> = fc
  .tuple(
    fc.integer({ min: 1, max: 2 ** 52 }),
    fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('command' as const), term: number, data }),
        fc.record({ kind: fc.constant('empty' as const), term: number }),
        fc.record({ kind: fc.constant('configuration' as const), term: number, change, context }),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, bodies]) => bodies.map((body, at) => ({ ...body, index: first + at })));

const proposal: fc.Arbitrary<Proposal<string>> = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), data }),
  fc.record({ kind: fc.constant('configuration' as const), change, context }),
);

const ids = fc.array(id, { maxLength: 3 });
const configuration: fc.Arbitrary<Configuration> = fc.record({
  voters: ids,
  outgoing: ids,
  learners: ids,
  learnersNext: ids,
  autoLeave: fc.boolean(),
});

const type = <Name extends string>(name: Name): fc.Arbitrary<Name> => fc.constant(name);

const body: fc.Arbitrary<MessageBody<string>> = fc.oneof(
  fc.record({ type: type('append'), previous: position, entries, commit: number }),
  fc.record(
    { type: type('appendAnswer'), index: number, rejected: fc.record({ hint: position }) },
    { requiredKeys: ['type', 'index'] },
  ),
  fc.record({ type: type('heartbeat'), commit: number, context: data }),
  fc.record({ type: type('heartbeatAnswer'), context: data }),
  fc.record({ type: fc.constantFrom('preVote', 'vote'), last: position, transfer: fc.boolean() }),
  fc.record({ type: fc.constantFrom('preVoteAnswer', 'voteAnswer'), granted: fc.boolean() }),
  fc.record({
    type: type('snapshot'),
    snapshot: fc.record({ index: number, term: number, configuration, content: fc.constant(undefined) }),
  }),
  fc.record({ type: type('timeoutNow') }),
  fc.record({ type: type('transferLeader'), transferee: id }),
  fc.record({ type: type('propose'), proposals: fc.array(proposal, { maxLength: 4 }) }),
  fc.record({ type: type('readIndex'), context: data }),
  fc.record({ type: type('readIndexAnswer'), context: data, index: number }),
);

const message: fc.Arbitrary<Message<string>> = fc
  .tuple(fc.record({ from: id, to: id, term: number }), body)
  .map(([envelope, rest]) => ({ ...envelope, ...rest }));

describe('messages between members', () => {
  const codec = createMessageCodec(textCodec);

  test('come back as they were', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(codec.decode(codec.encode(sent))).toEqual(sent);
      }),
      { numRuns: 1000 },
    );
  });

  test('that are cut short, too long or nonsense are refused, never misread as something else', () => {
    fc.assert(
      fc.property(message, fc.nat(), (sent, at) => {
        const bytes = codec.encode(sent);
        expect(() => codec.decode(bytes.subarray(0, at % bytes.length))).toThrow();
        expect(() => codec.decode(new Uint8Array([...bytes, 0]))).toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        let decoded: Message<string>;
        try {
          decoded = codec.decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        expect(codec.decode(codec.encode(decoded))).toEqual(decoded);
      }),
      { numRuns: 2000 },
    );
  });

  test('promise no more than they hold, so that a few bytes cannot ask for much memory', () => {
    const writer = new ByteWriter();
    writer.varint(2 ** 40);
    expect(() => new ByteReader(writer.copy()).count(1)).toThrow('more is promised than there is');
  });

  test('a batch with a gap is a mistake of the caller', () => {
    const gap: Message<string> = {
      type: 'append',
      from: '1',
      to: '2',
      term: 1,
      previous: { index: 0, term: 0 },
      commit: 0,
      entries: [
        { kind: 'empty', index: 1, term: 1 },
        { kind: 'empty', index: 3, term: 1 },
      ],
    };
    expect(() => codec.encode(gap)).toThrow('entry 3 follows 1');
  });
});

test('numbers of any size keep their value', () => {
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const writer = new ByteWriter(1);
      for (const each of numbers) writer.varint(each);
      const reader = new ByteReader(writer.copy());
      expect(numbers.map(() => reader.varint())).toEqual(numbers);
      reader.end();
    }),
  );
  const tooLarge = new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127]);
  expect(() => new ByteReader(tooLarge).varint()).toThrow('too large');
});

test('the checksum of ours is the checksum of the host, whole and in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, at) => {
      expect(crc32(bytes)).toBe(hostCrc32(bytes));
      expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(hostCrc32(bytes));
    }),
  );
});
