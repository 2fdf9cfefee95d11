/** JSON, read value by value from a longer text: an object of a history at a time. */
import type { Value } from '../history.js';
import {
  code,
  codeHere,
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
  type Cursor,
} from './cursor.js';

export function skipJsonSpace(cursor: Cursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
}

/** Reads the value that comes next, and moves the cursor behind it. */
export function readJson(cursor: Cursor): Value {
  skipJsonSpace(cursor);
  switch (codeHere(cursor)) {
    case code.quote:
      return readQuoted(cursor);
    case code.openCurly:
      return readObject(cursor);
    case code.openSquare:
      return readArray(cursor);
    default:
      return readWord(cursor);
  }
}

function readObject(cursor: Cursor): Value {
  const object: Record<string, Value> = {};
  readMembers(cursor, code.closeCurly, () => {
    const { at } = cursor;
    if (codeHere(cursor) !== code.quote) throw unexpected(cursor, 'a name in quotes');
    const name = readQuoted(cursor);
    skipJsonSpace(cursor);
    if (codeHere(cursor) !== code.colon) throw unexpected(cursor, 'a colon');
    cursor.at += 1;
    put(object, name, readJson(cursor), at);
  });
  return object;
}

function readArray(cursor: Cursor): Value {
  const array: Value[] = [];
  readMembers(cursor, code.closeSquare, () => array.push(readJson(cursor)));
  return array;
}

/** Reads what stands between brackets, with a comma between two members. */
function readMembers(cursor: Cursor, closing: number, member: () => void): void {
  let isFirst = true;
  readBetween(cursor, closing, skipJsonSpace, () => {
    if (!isFirst) skipComma(cursor);
    isFirst = false;
    member();
  });
}

function skipComma(cursor: Cursor): void {
  if (codeHere(cursor) !== code.comma)
    throw unexpected(cursor, 'a comma or the end of the brackets');
  cursor.at += 1;
  skipJsonSpace(cursor);
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/iu;

function readWord(cursor: Cursor): Value {
  const small = takeSmallNumber(cursor);
  if (small !== null) return small;
  const { at } = cursor;
  const word = takeWord(cursor);
  switch (word) {
    case '':
      throw unexpected(cursor, 'a value');
    case 'null':
      return null;
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      if (number.test(word)) return numberOf(word, at);
      throw new FormProblem(`${shownWord(word)} is no value of JSON`, at);
  }
}
