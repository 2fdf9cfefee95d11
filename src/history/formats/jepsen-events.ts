/**
 * Jepsen's events, in whatever notation they were written: they become operations here, one client
 * process a session. What their values mean is settled at the end (jepsen-values.ts), because whether
 * `[1 2]` is a key and a value shows in the history as a whole.
 */
import { isList, type Value } from '../history.js';
import type { Outcome } from '../operation.js';
import type { ReadingResult } from './format.js';
import { shown } from './fields.js';
import { interpretValues, type Conventions } from './jepsen-values.js';
import { pairing } from './pairing.js';
import type { ProblemBook } from './problem-book.js';

/** An event as it stands in the file; undefined is what does not. */
export interface JepsenEvent {
  readonly type: Value | undefined;
  /** What is done: `read`, `write`, `cas`, … */
  readonly f: Value | undefined;
  readonly value: Value | undefined;
  /** A whole number is a client; `nemesis`, and whoever else tells only `info`, is left out. */
  readonly process: Value | undefined;
  /** Nanoseconds since the start. */
  readonly time: Value | undefined;
  readonly index: Value | undefined;
  /** The key, where the format has a place for it. */
  readonly key: string;
  readonly revision: number | null;
}

export interface JepsenEvents {
  take(line: number, event: JepsenEvent): void;
  /** Nothing comes after this. */
  result(): ReadingResult;
}

export function jepsenEvents(book: ProblemBook, conventions: Conventions): JepsenEvents {
  const pairs = pairing(book, { clock: 'order', goesOnAfterInfo: false });
  let position = -1;
  let hasTransactions = false;

  const invoke = (line: number, session: string, event: JepsenEvent) => {
    const { f, value = null, key } = event;
    if (f === 'txn' || isTransaction(value)) {
      if (!hasTransactions) book.complain(line, transactionsAreNotJudged);
      hasTransactions = true;
    } else if (typeof f !== 'string') {
      book.complain(line, 'the event has no f, which says what is done: read, write, …');
    } else {
      const name = String(notNegative(event.index) ?? position);
      pairs.invoke(line, { name, session, key, action: f, input: value, at: instantOf(event) });
    }
  };

  const complete = (line: number, session: string, outcome: Outcome, event: JepsenEvent) => {
    const { f, value = null, key, revision } = event;
    const operation = pairs.openIn(session);
    if (operation === undefined) {
      if (!hasTransactions) {
        book.complain(line, `process ${session} completes an operation that it did not invoke`);
      }
    } else if (f !== undefined && f !== operation.action) {
      book.complain(
        line,
        `process ${session} invoked ${operation.action} and completes ${shown(f)}`,
      );
    } else if (key !== operation.key) {
      book.complain(line, `process ${session} invoked this on another key, ${operation.key}`);
    } else {
      pairs.complete(line, operation, { outcome, output: value, at: instantOf(event), revision });
    }
  };

  return {
    take(line, event) {
      const { process, type } = event;
      position += 1;
      if (process === undefined || process === null) {
        book.complain(line, 'the event has no process, which says who acts');
      } else if (typeof process === 'number' && Number.isInteger(process)) {
        const session = String(process);
        if (type === 'invoke') invoke(line, session, event);
        else if (isOutcome(type)) complete(line, session, type, event);
        else book.complain(line, `the type is ${shown(type)}, not invoke, ok, fail or info`);
      } else if (process !== nemesis && type !== 'info') {
        book.complain(line, `the process is ${shown(process)}, ${clientsAreNumbers}`);
      }
    },
    result() {
      pairs.end();
      interpretValues(pairs, conventions, book);
      if (pairs.operations.length === 0 && book.isClean()) {
        book.complain(0, 'there is no operation of a client in the file');
      }
      return book.result({ operations: pairs.operations, model: null });
    },
  };
}

function isOutcome(type: Value | undefined): type is Outcome {
  return type === 'ok' || type === 'fail' || type === 'info';
}

/** Who applies faults. What it does is left out, whatever its type. */
const nemesis = 'nemesis';

const clientsAreNumbers = 'not the whole number that a client is; others only tell info';

const transactionsAreNotJudged = 'the operations are transactions, and those are not judged';

const microOperations: ReadonlySet<Value> = new Set(['r', 'w', 'append']);

/** A list of reads, writes and appends: `[[:r 1 nil] [:append 2 3]]`. */
function isTransaction(value: Value): boolean {
  if (!isList(value) || value.length === 0) return false;
  return value.every((part) => isList(part) && microOperations.has(part[0] ?? null));
}

/** Microseconds. Minus one stands for a time that was not taken. */
function instantOf({ time }: JepsenEvent): number | null {
  const nanoseconds = notNegative(time);
  return nanoseconds === null ? null : nanoseconds / 1_000;
}

function notNegative(value: Value | undefined): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}
