/** Number of single-character edits between two words. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/** The known words most like a mistyped one, best first, at most three; empty where none is near. */
export function nearMatches(word: string, known: Iterable<string>): readonly string[] {
  const wanted = word.toLowerCase();
  const scored = [...known].map((candidate) => ({
    candidate,
    score: distance(wanted, candidate.toLowerCase()),
  }));
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return scored
    .filter(({ score }) => score <= limit)
    .sort((left, right) => left.score - right.score || left.candidate.localeCompare(right.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `unknown port "kubeapi"; did you mean kubeApi?`, or the list of what is known where nothing is near. */
export function unknownWord(noun: string, word: string, known: readonly string[]): string {
  const near = nearMatches(word, known);
  if (near.length > 0) return `unknown ${noun} "${word}"; did you mean ${near.join(' or ')}?`;
  const list = known.length === 0 ? 'there are none' : `known are ${known.slice(0, 8).join(', ')}`;
  return `unknown ${noun} "${word}"; ${list}${known.length > 8 ? ', …' : ''}`;
}
