/** The three answers of every checker. `unknown` is never taken for `valid`. */

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** Of several parts: one wrong part makes the whole wrong, one open part leaves it open. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict = 'valid';
  for (const verdict of verdicts) {
    if (verdict === 'invalid') return 'invalid';
    if (verdict === 'unknown') worst = 'unknown';
  }
  return worst;
}
