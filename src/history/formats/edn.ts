/**
 * EDN, the notation of Clojure's data, as far as histories use it. Values become what JSON can say:
 * keywords, symbols and characters their text, lists and vectors lists, sets sorted lists, tagged values
 * the value behind the tag.
 */
import { identityOf, type Value } from '../history.js';
import {
  beginsNumber,
  code,
  codeHere,
  descend,
  FormProblem,
  isSpace,
  numberOf,
  put,
  readBetween,
  readQuoted,
  shownWord,
  takeSmallNumber,
  takeWord,
  unexpected,
  Unfinished,
  type Cursor,
} from './cursor.js';

/** Passes over what means nothing: space, commas, comments, and values behind `#_`. */
export function skipEdnSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const character = text.charCodeAt(cursor.at);
    if (isSpace(character) || character === code.comma) cursor.at += 1;
    else if (character === code.semicolon) skipComment(cursor);
    else if (character === code.hash && nextCode(cursor) === code.underscore) skipDiscarded(cursor);
    else return;
  }
}

/** What stands behind the character at the cursor; NaN at the end of the text. */
function nextCode({ text, at }: Cursor): number {
  return text.charCodeAt(at + 1);
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  if (end === -1 && !cursor.isLast) throw new Unfinished();
  cursor.at = end === -1 ? cursor.text.length : end;
}

function skipDiscarded(cursor: Cursor): void {
  cursor.at += 2;
  descend(cursor);
  readEdn(cursor);
  cursor.depth -= 1;
}

/** Reads the value that comes next, and moves the cursor behind it. */
export function readEdn(cursor: Cursor): Value {
  skipEdnSpace(cursor);
  const character = codeHere(cursor);
  switch (character) {
    case code.quote:
      return readQuoted(cursor);
    case code.colon:
      return readKeyword(cursor);
    case code.openCurly:
      return readMap(cursor);
    case code.openSquare:
      return readList(cursor, code.closeSquare);
    case code.openRound:
      return readList(cursor, code.closeRound);
    case code.hash:
      return readDispatch(cursor);
    case code.backslash:
      return readCharacter(cursor);
    default:
      return beginsNumber(cursor) ? readNumber(cursor) : readSymbol(cursor);
  }
}

function readKeyword(cursor: Cursor): Value {
  const { at } = cursor;
  const word = takeWord(cursor);
  if (word.length === 1) throw new FormProblem('a keyword has no name', at);
  return word.slice(1);
}

function readMap(cursor: Cursor): Value {
  const map: Record<string, Value> = {};
  readBetween(cursor, code.closeCurly, skipEdnSpace, () => {
    const { at } = cursor;
    const name = readEdn(cursor);
    skipEdnSpace(cursor);
    if (codeHere(cursor) === code.closeCurly) {
      throw new FormProblem(`${shownWord(nameOf(name))} has no value in its map`, at);
    }
    put(map, nameOf(name), readEdn(cursor), at);
  });
  return map;
}

function nameOf(value: Value): string {
  return typeof value === 'string' ? value : identityOf(value);
}

function readList(cursor: Cursor, closing: number): Value[] {
  const list: Value[] = [];
  readBetween(cursor, closing, skipEdnSpace, () => list.push(readEdn(cursor)));
  return list;
}

function readDispatch(cursor: Cursor): Value {
  const { at } = cursor;
  cursor.at += 1;
  const character = codeHere(cursor);
  if (character === code.openCurly) return readSet(cursor, at);
  if (character === code.hash || character === code.quote) {
    throw new FormProblem('infinities, NaN and patterns are no values of histories', at);
  }
  if (takeWord(cursor) === '') throw unexpected(cursor, 'a tag');
  skipEdnSpace(cursor);
  const isTaggedAgain = codeHere(cursor) === code.hash && nextCode(cursor) !== code.openCurly;
  if (isTaggedAgain) throw new FormProblem('a tag stands before a tag', at);
  return readEdn(cursor);
}

/** Numbers by size, then everything else by its text. */
function readSet(cursor: Cursor, at: number): Value {
  const members = readList(cursor, code.closeCurly).map((value) => ({
    value,
    number: typeof value === 'number' ? value : Infinity,
    text: identityOf(value),
  }));
  members.sort((a, b) =>
    a.number === b.number ? (a.text < b.text ? -1 : Number(a.text > b.text)) : a.number - b.number,
  );
  members.forEach(({ text }, place) => {
    if (text === members[place - 1]?.text) {
      throw new FormProblem(`${shownWord(text)} stands twice in a set`, at);
    }
  });
  return members.map(({ value }) => value);
}

const namedCharacters: ReadonlyMap<string, string> = new Map([
  ['newline', '\n'],
  ['return', '\r'],
  ['space', ' '],
  ['tab', '\t'],
  ['backspace', '\b'],
  ['formfeed', '\f'],
]);

function readCharacter(cursor: Cursor): Value {
  const { at } = cursor;
  cursor.at += 1;
  codeHere(cursor);
  const word = takeWord(cursor);
  // A character that ends words is one itself here: `\(`.
  if (word === '') {
    cursor.at += 1;
    return cursor.text.charAt(at + 1);
  }
  const named = namedCharacters.get(word);
  if (named !== undefined) return named;
  if (/^u[\da-f]{4}$/iu.test(word)) return String.fromCharCode(Number.parseInt(word.slice(1), 16));
  if (!/^.$/su.test(word)) throw new FormProblem(`${shownWord(word)} is no character`, at);
  return word;
}

const decimal = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?[NM]?$/u;
const hexadecimal = /^[+-]?0x[\da-f]+$/iu;

function readNumber(cursor: Cursor): Value {
  const small = takeSmallNumber(cursor);
  if (small !== null) return small;
  const { at } = cursor;
  const word = takeWord(cursor);
  if (decimal.test(word)) return numberOf(word.replace(/[NM]$/u, ''), at);
  // Not EDN, but Clojure prints the addresses of objects so.
  if (hexadecimal.test(word)) return word;
  const isRatio = /^[+-]?\d+\/\d+$/u.test(word);
  const hint = isRatio ? ': ratios cannot be held exactly' : '';
  throw new FormProblem(`${shownWord(word)} is no number that can be read${hint}`, at);
}

function readSymbol(cursor: Cursor): Value {
  const { at } = cursor;
  const word = takeWord(cursor);
  switch (word) {
    case '':
      throw unexpected(cursor, 'a value');
    case 'nil':
      return null;
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      if (/^[\^@'`~%]/u.test(word)) throw new FormProblem(`${shownWord(word)} is no value`, at);
      return word;
  }
}
