/** "Did you mean …": the known word that is nearest to a misspelled one. */

/** Longer words are nobody's typing error. */
const longestWord = 64;

/** The nearest of some words, or null when none is near. The first one wins a tie. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const given = plain(word);
  if (given.length === 0 || given.length > longestWord) return null;
  let best: string | null = null;
  // Of two letters, one that differs says nothing.
  let least = Math.floor(given.length / 3) + 1;
  for (const candidate of known) {
    if (candidate.length > longestWord) continue;
    const distance = editDistance(given, plain(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** `did you mean "x"?`, or null. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const best = nearest(word, known);
  return best === null ? null : `did you mean ${quote(best)}?`;
}

/** A hint for a word that is not among the known ones: the nearest of them, or else all. */
export function hintAmong(word: string, known: readonly string[], what: string): string | null {
  const meant = didYouMean(word, known);
  if (meant !== null || known.length === 0) return meant;
  const shown = known.slice(0, 12);
  return `${what}: ${shown.join(', ')}${shown.length < known.length ? ', …' : ''}`;
}

/** A value as it can stand in a message: on one line and not too long. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 56)}…"`;
}

/** Case, hyphens, underscores and spaces are not what people mean to tell apart. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/gu, '');
}

/** Levenshtein's distance, where exchanging two neighbours counts once. */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped && row > 1 && column > 1) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
