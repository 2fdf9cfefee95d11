/** Commands that people copy into a shell. */

/** A word as a POSIX shell reads it back unchanged. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Our command line of these words. */
export function shellLine(words: readonly string[]): string {
  return ['quorate', ...words].map(quoted).join(' ');
}
