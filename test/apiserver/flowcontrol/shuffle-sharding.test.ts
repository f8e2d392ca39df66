import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealHand, hashOfFlow } from '../../../reference/apiserver/flowcontrol/shuffle-sharding.ts';

/** Takes one card after the other out of a deck that lies there. */
function dealtFromDeck(hash: bigint, deckSize: number, handSize: number): readonly number[] {
  const deck = Array.from({ length: deckSize }, (_card, index) => index);
  let rest = hash;
  return Array.from({ length: handSize }, () => {
    const at = Number(rest % BigInt(deck.length));
    rest /= BigInt(deck.length);
    return deck.splice(at, 1)[0] ?? -1;
  });
}

describe('a hand', () => {
  it('is dealt as from a deck of cards', () => {
    const sizes = fc.integer({ min: 1, max: 150 }).chain((deck) => {
      return fc.tuple(fc.constant(deck), fc.integer({ min: 1, max: Math.min(deck, 8) }));
    });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), sizes, (hash, [deck, hand]) => {
        const dealt = dealHand(hash, deck, hand);
        expect(dealt).toEqual(dealtFromDeck(hash, deck, hand));
        expect(new Set(dealt).size).toBe(hand);
      }),
    );
  });

  it('is rarely the same for two flows', () => {
    const hands = Array.from({ length: 1000 }, (_flow, index) =>
      dealHand(hashOfFlow('schema', `user-${index}`), 128, 6)
        .toSorted((left, right) => left - right)
        .join(),
    );
    expect(new Set(hands).size).toBe(1000);
  });

  it('belongs to schema and flow together', () => {
    expect(hashOfFlow('a', 'bc')).not.toBe(hashOfFlow('ab', 'c'));
  });
});
