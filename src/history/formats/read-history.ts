/** The door to history files: from their text, in whatever format, to a history or to what is wrong. */
import type { FormatName, ReadingOptions, ReadingResult } from './format.js';
import { formatNamed, formatOf, formats, telltaleCharacters } from './registry.js';

export interface ReadHistoryOptions extends ReadingOptions {
  /** Default: the one that the file looks like. */
  readonly format?: FormatName;
}

/** `format` null: the file is in none that we know. */
export type HistoryReading = ReadingResult & { readonly format: FormatName | null };

/**
 * Reads one history from the text of a file, in pieces of any length. Hostile text gives problems, never
 * an exception.
 */
export function readHistory(
  pieces: Iterable<string>,
  { format: name, ...options }: ReadHistoryOptions = {},
): HistoryReading {
  const rest = pieces[Symbol.iterator]();
  let beginning = '';
  let next = rest.next();
  while (next.done !== true && beginning.length < telltaleCharacters) {
    beginning += next.value;
    next = rest.next();
  }
  const format = name === undefined ? formatOf(beginning) : formatNamed(name);
  if (format === null) {
    rest.return?.();
    const message = beginning.trim() === '' ? 'the file is empty' : unknownFormat;
    return { kind: 'problems', problems: [{ line: 0, message }], format };
  }
  const reader = format.reader(options);
  reader.push(beginning);
  for (; next.done !== true; next = rest.next()) reader.push(next.value);
  return { ...reader.end(), format: format.name };
}

const known = formats.map(({ name, title }) => `${name} (${title})`).join(', ');
const unknownFormat = `the file does not look like a history in any known format: ${known}`;
