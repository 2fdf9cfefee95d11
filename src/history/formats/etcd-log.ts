/**
 * The log of a Jepsen test of etcd, as Porcupine and its kin keep them: an event a line among other lines,
 * about one register. Some give the revision of the answer, as a hint.
 */
import type { Value } from '../history.js';
import { cursorAt, FormProblem, Unfinished } from './cursor.js';
import { readEdn } from './edn.js';
import type { HistoryFormat, HistoryReader, ReadingOptions } from './format.js';
import { jepsenEvents } from './jepsen-events.js';
import { inPieces } from './pieces.js';
import { problemBook } from './problem-book.js';
import { writeEtcdLog } from './write/etcd-log.js';

const conventions = { failedCas: 'answered', nilRead: 'absent', keyed: false } as const;

export const etcdLog: HistoryFormat = {
  name: 'etcd-log',
  title: "the log of Jepsen's test of etcd",
  recognises: (beginning) => /^[A-Z]+\s+jepsen[\w.]* - /mu.test(beginning),
  reader: etcdReader,
  write: writeEtcdLog,
};

/** A client process, a type and what is done, behind the name of the logger; a value follows. */
const eventMarks = /^[A-Z]+\s+jepsen\.util - (\d+)\s+:([a-z]+)\s+:(\S+)(?=\s)/u;
const hint = /^\s*:hint\s+(\d+)\s*$/u;

function etcdReader(options: ReadingOptions): HistoryReader {
  const book = problemBook(options);
  const events = jepsenEvents(book, { ...conventions, ...options });

  /** Takes a line, and answers whether it is an event; others stand in the log too. */
  const takeLine = (text: string, line: number): boolean => {
    const marks = eventMarks.exec(text);
    if (marks === null) return false;
    const [beginning, process, type = '', f = ''] = marks;
    const { value, revision } = readAnswer(text.slice(beginning.length));
    events.take(line, {
      type,
      f,
      value,
      process: Number(process),
      time: null,
      index: null,
      key: '',
      revision,
    });
    return true;
  };

  const pieces = lines((text, line, isCut) => {
    if (book.isFull()) return;
    try {
      const isEvent = takeLine(text, line);
      if (!isCut) return;
      if (isEvent) book.warn(line, 'the last line has no end: if it was cut, its value may be too');
      else book.cutShort(line, 'the file ends inside this line');
    } catch (error) {
      if (!(error instanceof FormProblem || error instanceof Unfinished)) throw error;
      if (isCut) book.cutShort(line, 'the file ends inside this line');
      else book.complain(line, error.message || 'the line ends before its value does');
    }
  });

  return {
    push: (text) => pieces.push(text),
    end() {
      pieces.end();
      return events.result();
    },
  };
}

/** What stands behind the marks: a value, and perhaps the revision; a hint of 0 is none. */
function readAnswer(text: string): { value: Value; revision: number | null } {
  const cursor = cursorAt(text, true);
  const value = readEdn(cursor);
  const revision = Number(hint.exec(text.slice(cursor.at))?.[1] ?? 0);
  return { value, revision: revision > 0 ? revision : null };
}

/** Takes the lines of a text one by one, with their numbers. `isCut`: the text ended before the line did. */
function lines(take: (text: string, line: number, isCut: boolean) => void) {
  let line = 0;
  return inPieces((text, isLast) => {
    let begin = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', begin)) {
      line += 1;
      take(text.slice(begin, end), line, false);
      begin = end + 1;
    }
    if (isLast && text.slice(begin).trim() !== '') take(text.slice(begin), line + 1, true);
    return isLast ? text.length : begin;
  });
}
