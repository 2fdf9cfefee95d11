/**
 * Our own format: JSON lines, a header, an event a line, and an end that tells a whole file from a
 * truncated one. It leaves nothing to conventions. docs/history-format.md describes it.
 */
import type { Instant } from '../../kernel/time.js';
import type { Value } from '../history.js';
import type { Outcome } from '../operation.js';
import { fieldsOf, nameFrom, shown, type Fields } from './fields.js';
import type { HistoryFormat, HistoryReader, ReadingOptions } from './format.js';
import { formsIn, json } from './forms.js';
import { pairing, type Pairing } from './pairing.js';
import { problemBook, type ProblemBook } from './problem-book.js';
import { writeQuorate } from './write/quorate.js';

export const quorate: HistoryFormat = {
  name: 'quorate',
  title: "quorate's own format, JSON lines",
  recognises: (beginning) => isHeader(beginning) || isOurEvent(beginning),
  reader: quorateReader,
  write: writeQuorate,
};

function isHeader(beginning: string): boolean {
  return /^\s*\{[^\n]*"format"\s*:\s*"quorate-history"/u.test(beginning);
}

/** Whether a file without its header is ours all the same, so that its reader can say what is missing. */
function isOurEvent(beginning: string): boolean {
  return /^\s*\{[^\n]*"session"\s*:/u.test(beginning) && !/"process"\s*:/u.test(beginning);
}

/** The first line, and the events that follow it. */
interface Opened {
  readonly model: string | null;
  readonly clock: 'order' | 'microseconds';
  readonly pairs: Pairing;
}

function quorateReader(options: ReadingOptions): HistoryReader {
  const book = problemBook(options);
  let opened: Opened | 'not yet' | 'in vain' = 'not yet';
  let hasEnded = false;

  const forms = formsIn(json, book, (form, line) => {
    const fields = fieldsOf(form);
    if (fields === null) book.complain(line, 'this is no object, and every line is one');
    else if (hasEnded) book.complain(line, 'there is more behind the line that ends the history');
    else if (opened === 'not yet') opened = open(book, line, fields) ?? 'in vain';
    else if (opened === 'in vain') return;
    else if (fields['type'] === 'end') {
      hasEnded = true;
      checkEnd(book, line, opened.pairs, fields['operations']);
    } else takeEvent(book, line, opened, fields);
  });

  return {
    push: (text) => forms.push(text),
    end() {
      forms.end();
      if (typeof opened === 'string') {
        if (book.isClean()) book.complain(0, 'there is no header in the file');
        return book.result({ operations: [], model: null });
      }
      if (!hasEnded) book.cutShort(0, 'the line that ends a history is missing');
      opened.pairs.end();
      return book.result({ operations: opened.pairs.operations, model: opened.model });
    },
  };
}

/** Reads the header. Without one nothing says what the rest means. */
function open(book: ProblemBook, line: number, fields: Fields): Opened | null {
  const { format, version, model = null, clock } = fields;
  if (format !== 'quorate-history') {
    book.complain(line, 'the first line must be a header, with format "quorate-history"');
  } else if (version !== 1) {
    book.complain(line, `the version is ${shown(version)}, and this program reads version 1`);
  } else if (model !== null && typeof model !== 'string') {
    book.complain(line, `the model is ${shown(model)}, not a name`);
  } else if (clock !== 'order' && clock !== 'microseconds') {
    book.complain(line, `the clock is ${shown(clock)}, not "order" or "microseconds"`);
  } else {
    return { model, clock, pairs: pairing(book, { clock, goesOnAfterInfo: true }) };
  }
  return null;
}

function checkEnd(book: ProblemBook, line: number, pairs: Pairing, told: Value | undefined): void {
  const found = pairs.operations.length;
  // After another mistake it is no wonder.
  if (told === found || !book.isClean()) return;
  book.complain(line, `the end tells of ${shown(told)} operations, the file holds ${found}`);
}

function takeEvent(book: ProblemBook, line: number, { clock, pairs }: Opened, fields: Fields) {
  const problem = problemWith(fields, clock);
  if (problem !== null) {
    book.complain(line, problem);
    return;
  }
  const { type, action, input = null, output, revision = null } = fields;
  const name = nameFrom(fields['id']) ?? '';
  const at = (fields['at'] ?? null) as Instant | null;
  if (type === 'invoke') {
    pairs.invoke(line, {
      name,
      session: nameFrom(fields['session']) ?? '',
      key: nameFrom(fields['key'] ?? '') ?? '',
      action: action as string,
      input,
      at,
    });
    return;
  }
  const operation = pairs.named(name);
  if (operation === undefined) book.complain(line, `operation ${name} was not invoked`);
  else {
    const outcome = type as Outcome;
    pairs.complete(line, operation, { outcome, output, at, revision: revision as number | null });
  }
}

/** What is wrong with an event taken alone, if anything. */
function problemWith(fields: Fields, clock: Opened['clock']): string | null {
  const { type, id, at = null, session, key = '', action, revision = null } = fields;
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info') {
    return `the type is ${shown(type)}, not invoke, ok, fail, info or end`;
  }
  if (nameFrom(id) === null) return `the id is ${shown(id)}, not a text or a whole number`;
  const needsTime = clock === 'microseconds' && type !== 'info';
  if (at === null ? needsTime : typeof at !== 'number' || at < 0) {
    return `at is ${shown(fields['at'])}, not a time in microseconds since the start`;
  }
  if (type !== 'invoke') {
    const isRevision = revision === null || typeof revision === 'number';
    return isRevision ? null : `the revision is ${shown(revision)}, not a number`;
  }
  if (nameFrom(session) === null) {
    return `the session is ${shown(session)}, not a text or a whole number`;
  }
  if (nameFrom(key) === null) return `the key is ${shown(key)}, not a text or a whole number`;
  return typeof action === 'string' ? null : `the action is ${shown(action)}, not a text`;
}
