/**
 * A place in a text, and what the readers of EDN and of JSON share: white space, brackets, texts in quotes,
 * and the numbers that can be held exactly.
 */
import type { Value } from '../history.js';

export interface Cursor {
  readonly text: string;
  at: number;
  /** False while more text may follow, so that what touches the end may go on there. */
  readonly isLast: boolean;
  /** How many brackets and tags are open. */
  depth: number;
}

/** Something that is no EDN or no JSON. */
export class FormProblem extends Error {
  override readonly name = 'FormProblem';
  /** Where in the text of the cursor. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** The text ended before the form did. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}

/** Characters that mean something, by their codes. */
export const code = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  hash: 35,
  openRound: 40,
  closeRound: 41,
  plus: 43,
  comma: 44,
  minus: 45,
  zero: 48,
  nine: 57,
  colon: 58,
  semicolon: 59,
  openSquare: 91,
  backslash: 92,
  closeSquare: 93,
  underscore: 95,
  openCurly: 123,
  closeCurly: 125,
} as const;

const deepestNesting = 100;

export function cursorAt(text: string, isLast: boolean): Cursor {
  return { text, at: 0, isLast, depth: 0 };
}

/** What stands at the cursor; the text goes on. */
export function codeHere({ text, at }: Cursor): number {
  if (at >= text.length) throw new Unfinished();
  return text.charCodeAt(at);
}

/** Goes one level deeper, but not without end: nobody's stack shall overflow. */
export function descend(cursor: Cursor): void {
  cursor.depth += 1;
  if (cursor.depth > deepestNesting) {
    throw new FormProblem(`values are nested at most ${deepestNesting} deep`, cursor.at);
  }
}

/**
 * Reads what stands between brackets, one member after the other, and moves the cursor behind them. `skip`
 * passes over what means nothing; `member` reads the one that comes next.
 */
export function readBetween(
  cursor: Cursor,
  closing: number,
  skip: (cursor: Cursor) => void,
  member: () => void,
): void {
  descend(cursor);
  cursor.at += 1;
  for (;;) {
    skip(cursor);
    if (codeHere(cursor) === closing) break;
    member();
  }
  cursor.at += 1;
  cursor.depth -= 1;
}

export function isSpace(character: number): boolean {
  const isBlank = character === code.space || character === code.newline;
  return isBlank || (character >= code.tab && character <= code.return);
}

/** What ends a word: space, brackets, quotes, what separates, and characters that no word holds. */
const endsWord = new Uint8Array(128).fill(1, 0, 33);
for (const character of '()[]{}",;') endsWord[character.charCodeAt(0)] = 1;

/** The word at the cursor, up to what ends it; the cursor moves behind it. */
export function takeWord(cursor: Cursor): string {
  const { text, at } = cursor;
  let end = at;
  // Outside of the table stands undefined, for what is no ASCII: that belongs to words.
  while (end < text.length && endsWord[text.charCodeAt(end)] !== 1) end += 1;
  // Inside of brackets the end of the text is no end of a word: the closing bracket is missing.
  const mayGoOn = !cursor.isLast || cursor.depth > 0;
  if (end === text.length && mayGoOn) throw new Unfinished();
  cursor.at = end;
  return text.slice(at, end);
}

/** Complains of the character at the cursor. */
export function unexpected(cursor: Cursor, expected: string): FormProblem {
  const character = cursor.text.codePointAt(cursor.at) ?? 0;
  return new FormProblem(`${shownCharacter(character)} stands where ${expected} should`, cursor.at);
}

function shownCharacter(character: number): string {
  if (character > 32 && character < 127) return `"${String.fromCodePoint(character)}"`;
  return `the character U+${character.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A word as messages show it: not at any length. */
export function shownWord(word: string): string {
  return JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);

/** The text in quotes at the cursor. */
export function readQuoted(cursor: Cursor): string {
  const { text } = cursor;
  let start = cursor.at + 1;
  let before = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === code.quote) {
      cursor.at = at + 1;
      return before + copyOf(text.slice(start, at));
    }
    if (character !== code.backslash) continue;
    before += copyOf(text.slice(start, at));
    const { meant, length } = escapeAt(text, at);
    before += meant;
    start = at + length;
    at = start - 1;
  }
  throw new Unfinished();
}

/**
 * The same text, but not as a window into the file: for the sake of a few long values engines would keep
 * all of it. Short ones they copy themselves.
 */
function copyOf(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1);
}

function escapeAt(text: string, at: number): { meant: string; length: number } {
  const letter = text[at + 1];
  if (letter === undefined) throw new Unfinished();
  const meant = escapes.get(letter);
  if (meant !== undefined) return { meant, length: 2 };
  const digits = text.slice(at + 2, at + 6);
  if (letter === 'u' && /^[\da-f]{4}$/iu.test(digits)) {
    return { meant: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
  }
  if (letter === 'u' && digits.length < 4 && /^[\da-f]*$/iu.test(digits)) throw new Unfinished();
  throw new FormProblem(`${shownWord(`\\${letter}`)} is no escape in a text`, at);
}

/**
 * The value of a number. Whole numbers that a number of ours cannot hold exactly stay the text of their
 * digits, so that no two of them become one.
 */
export function numberOf(digits: string, at: number): Value {
  const number = Number(digits);
  if (!Number.isFinite(number)) throw new FormProblem('a number is too large', at);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  return /^[+-]?\d+$/u.test(digits) ? digits.replace(/^\+/u, '') : number;
}

/**
 * The whole number at the cursor, if it is one of a few digits: as most numbers in histories are, and this
 * way no text is made of it.
 */
export function takeSmallNumber(cursor: Cursor): number | null {
  const { text } = cursor;
  const start = text.charCodeAt(cursor.at) === code.minus ? cursor.at + 1 : cursor.at;
  const latest = start + 15;
  let number = 0;
  let at = start;
  for (; at < latest; at += 1) {
    const digit = text.charCodeAt(at) - code.zero;
    if (!(digit >= 0 && digit <= 9)) break;
    number = number * 10 + digit;
  }
  const hasLeadingZero = at > start + 1 && text.charCodeAt(start) === code.zero;
  if (at === start || hasLeadingZero || endsWord[text.charCodeAt(at)] !== 1) return null;
  const isNegative = start > cursor.at && number > 0;
  cursor.at = at;
  return isNegative ? -number : number;
}

/** Whether a number begins here: a digit, with a sign before it perhaps. */
export function beginsNumber({ text, at }: Cursor): boolean {
  const first = text.charCodeAt(at);
  const digit = first === code.minus || first === code.plus ? text.charCodeAt(at + 1) : first;
  return digit >= code.zero && digit <= code.nine;
}

/** Puts a value under its name, of which there may be no two. */
export function put(map: Record<string, Value>, name: string, value: Value, at: number): void {
  if (Object.hasOwn(map, name)) throw new FormProblem(`${shownWord(name)} stands twice`, at);
  // Assigned, this one name would change what the object is.
  if (name === '__proto__') Object.defineProperty(map, name, { value, ...ordinary });
  else map[name] = value;
}

const ordinary = { enumerable: true, configurable: true, writable: true };
