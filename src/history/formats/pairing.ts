/**
 * Makes operations of invocations and completions, and holds every format to the same rules: a name is
 * given once, a session has one open operation at a time, a completion has its invocation, times do not
 * go back. Whoever reads a format calls it event by event, in the order of the file.
 */
import type { Instant } from '../../kernel/time.js';
import type { ObservedOperation, Value } from '../history.js';
import type { Outcome } from '../operation.js';
import type { ProblemBook } from './problem-book.js';

export interface Invocation {
  readonly name: string;
  readonly session: string;
  readonly key: string;
  readonly action: string;
  readonly input: Value;
  readonly at: Instant | null;
}

export interface Completion {
  readonly outcome: Outcome;
  readonly output: Value | undefined;
  readonly at: Instant | null;
  readonly revision: number | null;
}

/** An operation that its reader may still change. */
export type Draft = { -readonly [Field in keyof ObservedOperation]: ObservedOperation[Field] };

export interface PairingRules {
  /** What `start` and `end` are: the places of events in the file, or their times. */
  readonly clock: 'order' | 'microseconds';
  /** Whether a session may go on after an operation that ended `info`. */
  readonly goesOnAfterInfo: boolean;
}

export interface Pairing {
  /** In the order of invocation. What is open is `info`. */
  readonly operations: readonly Draft[];
  /** By operation, the line of its invocation. */
  readonly lines: readonly number[];
  invoke(line: number, invocation: Invocation): void;
  complete(line: number, operation: Draft, completion: Completion): void;
  /** The open operation of a session. */
  openIn(session: string): Draft | undefined;
  /** The operation of this name, open or not. */
  named(name: string): Draft | undefined;
  /** Nothing comes after this. */
  end(): void;
}

interface Session {
  open: Draft | undefined;
  /** The latest time that it told. */
  last: Instant;
  /** True after `info`, where that is the end of a session. */
  hasEnded: boolean;
}

export function pairing(book: ProblemBook, rules: PairingRules): Pairing {
  const operations: Draft[] = [];
  const lines: number[] = [];
  const sessions = new Map<string, Session>();
  const byName = new Map<string, Draft>();
  const clock = eventClock(book, rules.clock);

  const sessionNamed = (name: string): Session => {
    const known = sessions.get(name);
    if (known !== undefined) return known;
    const session = { open: undefined, last: -Infinity, hasEnded: false };
    sessions.set(name, session);
    return session;
  };

  const invoke = (line: number, invocation: Invocation) => {
    const { name, at } = invocation;
    const session = sessionNamed(invocation.session);
    if (session.open !== undefined) {
      book.complain(
        line,
        `${invocation.session} is still busy with operation ${session.open.name}`,
      );
    } else if (session.hasEnded) {
      book.complain(line, `${invocation.session} acts again after an operation that ended info`);
    }
    if (byName.has(name)) book.complain(line, `a second operation is called ${name}`);
    const start = clock.place(line, session, at);
    const operation = openOperation(operations.length, invocation, start);
    operations.push(operation);
    lines.push(line);
    byName.set(name, operation);
    session.open = operation;
    session.hasEnded = false;
  };

  const complete = (line: number, operation: Draft, completion: Completion) => {
    const session = sessionNamed(operation.session);
    if (session.open !== operation) {
      book.complain(line, `operation ${operation.name} was completed before`);
      return;
    }
    session.open = undefined;
    operation.outcome = completion.outcome;
    operation.output = completion.output;
    operation.completedAt = completion.at;
    operation.revision = completion.revision;
    if (completion.outcome === 'info') {
      clock.check(line, session, completion.at);
      session.hasEnded = !rules.goesOnAfterInfo;
    } else operation.end = clock.place(line, session, completion.at);
  };

  return {
    operations,
    lines,
    invoke,
    complete,
    openIn: (session) => sessions.get(session)?.open,
    named: (name) => byName.get(name),
    end: () => clock.end(),
  };
}

/** An operation as long as nobody knows how it ends. */
function openOperation(index: number, invocation: Invocation, start: number): Draft {
  return {
    index,
    name: invocation.name,
    session: invocation.session,
    key: invocation.key,
    action: invocation.action,
    input: invocation.input,
    output: undefined,
    outcome: 'info',
    start,
    end: Infinity,
    invokedAt: invocation.at,
    completedAt: null,
    revision: null,
  };
}

/**
 * Gives events their places. A completion that is `info` has none, it precedes nothing; so it does not
 * matter whether a file tells it at all.
 */
function eventClock(book: ProblemBook, clock: PairingRules['clock']) {
  let places = 0;
  let latest: Instant = -Infinity;
  let wentBack = 0;

  const check = (line: number, session: Session, at: Instant | null) => {
    if (at === null) return;
    if (at < session.last || (clock === 'microseconds' && at < latest)) {
      const before = clock === 'microseconds' ? latest : session.last;
      book.complain(line, `the time goes back, from ${before} µs to ${at} µs`);
    } else if (at < latest) wentBack += 1;
    session.last = Math.max(session.last, at);
    latest = Math.max(latest, at);
  };

  return {
    check,
    place(line: number, session: Session, at: Instant | null): number {
      check(line, session, at);
      places += 1;
      return clock === 'microseconds' && at !== null ? at : places - 1;
    },
    end() {
      if (wentBack === 0) return;
      book.warn(
        0,
        `${wentBack} events are earlier than the one before: their order in the file counts`,
      );
    },
  };
}
