import { createHash } from 'node:crypto';

/** A number of 64 bits for a flow: the requests of one schema that its distinguisher does not tell apart. */
export function hashOfFlow(schema: string, distinguisher: string): bigint {
  return createHash('sha256').update(`${schema}\0${distinguisher}`).digest().readBigUInt64LE(0);
}

/**
 * Deals `handSize` different cards of a deck by a hash: two flows rarely get the same hand, so that one which floods its
 * queues leaves others of theirs free.
 */
export function dealHand(hash: bigint, deckSize: number, handSize: number): readonly number[] {
  const remainders: number[] = [];
  let rest = hash;
  for (let dealt = 0; dealt < handSize; dealt += 1) {
    const left = BigInt(deckSize - dealt);
    remainders.push(Number(rest % left));
    rest /= left;
  }
  return remainders.map((remainder, index) => {
    let card = remainder;
    for (let earlier = index - 1; earlier >= 0; earlier -= 1) {
      if (card >= (remainders[earlier] ?? 0)) card += 1;
    }
    return card;
  });
}
