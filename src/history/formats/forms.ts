/**
 * Files that are a list of maps, or one map after the other: the maps one at a time, each with the line it
 * begins in. The whole text is never held. What is wrong goes to the problem book, and reading goes on
 * with the next line that begins like a map.
 */
import type { Value } from '../history.js';
import {
  code,
  codeHere,
  cursorAt,
  FormProblem,
  unexpected,
  Unfinished,
  type Cursor,
} from './cursor.js';
import { readEdn, skipEdnSpace } from './edn.js';
import { readJson, skipJsonSpace } from './json.js';
import { inPieces, type PieceTaker } from './pieces.js';
import type { ProblemBook } from './problem-book.js';

/** A notation of values. */
export interface Notation {
  readonly skipSpace: (cursor: Cursor) => void;
  readonly read: (cursor: Cursor) => Value;
  /** By the bracket that opens a list, the one that closes it. */
  readonly lists: ReadonlyMap<number, number>;
  /** Whether commas stand between the members of a list; elsewhere they are space. */
  readonly hasCommas: boolean;
}

export const edn: Notation = {
  skipSpace: skipEdnSpace,
  read: readEdn,
  lists: new Map([
    [code.openSquare, code.closeSquare],
    [code.openRound, code.closeRound],
  ]),
  hasCommas: false,
};

export const json: Notation = {
  skipSpace: skipJsonSpace,
  read: readJson,
  lists: new Map([[code.openSquare, code.closeSquare]]),
  hasCommas: true,
};

/** Takes a form and the line in which it begins. */
export type TakeForm = (form: Value, line: number) => void;

export function formsIn(notation: Notation, book: ProblemBook, take: TakeForm): PieceTaker {
  const file = topLevel(notation, take);
  /** The line of the first character that was not consumed. */
  let line = 1;
  /** True after a mistake, until a line begins like a map. */
  let isLost = false;
  let endsInside = false;

  const consume = (text: string, isLast: boolean): number => {
    const cursor = cursorAt(text, isLast);
    let consumed = 0;
    let newline = text.indexOf('\n');
    const settle = () => {
      consumed = cursor.at;
      for (; newline !== -1 && newline < consumed; line += 1) {
        newline = text.indexOf('\n', newline + 1);
      }
    };
    while (consumed < text.length && !book.isFull()) {
      try {
        if (isLost) isLost = !findMap(cursor);
        else notation.skipSpace(cursor);
        settle();
        if (isLost || consumed === text.length) break;
        file.step(cursor, line);
        settle();
      } catch (error) {
        if (error instanceof Unfinished) {
          endsInside = isLast;
          break;
        }
        if (!(error instanceof FormProblem)) throw error;
        cursor.at = error.at;
        settle();
        book.complain(line, error.message);
        file.forgetComma();
        isLost = true;
      }
    }
    return book.isFull() ? text.length : consumed;
  };

  const pieces = inPieces(consume);
  return {
    push: (text) => pieces.push(text),
    end() {
      pieces.end();
      if (isLost || book.isFull()) return;
      if (endsInside) book.cutShort(line, 'the file ends inside the value that begins here');
      else if (file.isEmpty()) book.complain(0, 'the file is empty');
      else if (file.openList() !== null) book.cutShort(file.openList() ?? 0, unclosed);
    },
  };
}

const unclosed = 'the list that begins here is not closed';

/** The outermost level of a file: a list of forms, or bare forms. */
function topLevel(notation: Notation, take: TakeForm) {
  let place: 'beginning' | 'list' | 'bare' | 'behind the list' = 'beginning';
  let closing = 0;
  let listLine = 0;
  let needsComma = false;

  const open = (bracket: number, line: number): boolean => {
    const closed = place === 'beginning' ? notation.lists.get(bracket) : undefined;
    if (closed === undefined) return false;
    [place, closing, listLine] = ['list', closed, line];
    return true;
  };

  return {
    isEmpty: () => place === 'beginning',
    /** The line in which the list begins, while it is open. */
    openList: () => (place === 'list' ? listLine : null),
    forgetComma: () => (needsComma = false),
    /** Takes the form or the bracket at the cursor. */
    step(cursor: Cursor, line: number): void {
      const character = codeHere(cursor);
      if (place === 'behind the list') throw unexpected(cursor, 'the end of the file');
      if (open(character, line)) cursor.at += 1;
      else if (place === 'list' && character === closing) {
        place = 'behind the list';
        cursor.at += 1;
      } else if (needsComma) {
        if (character !== code.comma) throw unexpected(cursor, 'a comma or the end of the list');
        needsComma = false;
        cursor.at += 1;
      } else {
        cursor.depth = 0;
        take(notation.read(cursor), line);
        if (place === 'beginning') place = 'bare';
        needsComma = notation.hasCommas && place === 'list';
      }
    },
  };
}

/** Goes to the next map that begins a line; or as far as there surely is none, and answers false. */
function findMap(cursor: Cursor): boolean {
  const { text, at } = cursor;
  mapOnNewLine.lastIndex = at;
  if (mapOnNewLine.test(text)) {
    cursor.at = mapOnNewLine.lastIndex - 1;
    return true;
  }
  cursor.at = Math.max(text.lastIndexOf('\n'), at);
  if (text.charCodeAt(cursor.at) !== code.newline) cursor.at = text.length;
  return false;
}

const mapOnNewLine = /\n[ \t\r,]*\{/gu;
