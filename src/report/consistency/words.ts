/**
 * How sentences about a history name things: operations by letters, values, instants, and the facts
 * that make a contradiction. Operations of a history go in, text goes out.
 */
import type { Because, Level } from '../../checkers/consistency/result.js';
import type { ObservedOperation } from '../../history/history.js';
import { signed } from '../../history/counters.js';
import { inMilliseconds, MILLISECOND, SECOND, type Instant } from '../../kernel/time.js';
import { instant, listed } from '../words.js';
import type { OperationRow } from './schema.js';

/** What is said of a history that keeps a level, of one that does not, and of one that might. */
interface LevelWords {
  readonly valid: string;
  readonly invalid: string;
  readonly unknown: string;
}

const is = (adjective: string): LevelWords => ({
  valid: adjective,
  invalid: `not ${adjective}`,
  unknown: `nobody can tell whether it is ${adjective}`,
});

const keeps = (guarantee: string): LevelWords => ({
  valid: `keeps ${guarantee}`,
  invalid: `breaks ${guarantee}`,
  unknown: `nobody can tell whether it keeps ${guarantee}`,
});

/** The levels as people know them. */
export const levelWords: Readonly<Record<Level, LevelWords>> = {
  linearizable: is('linearizable'),
  sequential: is('sequentially consistent'),
  causallyConvergent: is('causally convergent'),
  causal: is('causally consistent'),
  readYourWrites: keeps('read-your-writes'),
  monotonicReads: keeps('monotonic reads'),
  monotonicWrites: keeps('monotonic writes'),
  writesFollowReads: keeps('writes-follow-reads'),
};

/** A session as the subject of a sentence: its name, or `session 3`. */
export function sessionText(session: string): string {
  return /^\d+$/u.test(session) ? `session ${session}` : session;
}

/** A, B, … Z, A2, B2 …: the letter of the n-th operation of a contradiction, from 0. */
export function letter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? '' : String(round + 1));
}

/** Longer values are shown by their beginning, longer lists by their end. */
const longestText = 40;
const longestList = 6;

/** A value on one line: `7`, `"seven"`, `[1, 2]`, `nothing`. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'unknown';
  if (value === null) return 'nothing';
  if (Array.isArray(value)) {
    const shown = value.slice(-longestList).map(valueText).join(', ');
    const others = value.length - longestList;
    return others > 0 ? `[${others} others, ${shown}]` : `[${shown}]`;
  }
  const text = JSON.stringify(value);
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}

/** What one operation asked and was told. */
interface Done {
  readonly action: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly outcome: ObservedOperation['outcome'];
}

/** What an operation asked and was told, without its key and session: `write 7`, `read → 5`; of a counter `add +5`. */
export function doing({ action, input, output, outcome }: Done, isOfCounter: boolean): string {
  const isAmount = isOfCounter && action === 'add' && typeof input === 'number';
  const value = isAmount ? signed(input) : valueText(input);
  const asked = input === null || input === undefined ? action : `${action} ${value}`;
  if (outcome === 'info') return `${asked} → ?`;
  if (outcome === 'fail') return `${asked} → failed`;
  return output === undefined ? asked : `${asked} → ${valueText(output)}`;
}

/** Where in time something stands, told from milliseconds, or else from its place among the events. */
export type Moment = (at: number | null, place: number) => string;

/**
 * How one contradiction tells its instants: `10.050 s`, to the microsecond where these milliseconds could
 * not be told apart otherwise, or `event 7` where the history knows no time.
 */
export function momentsOf(
  operations: readonly Pick<OperationRow, 'invokedMs' | 'completedMs'>[],
): Moment {
  const times = operations.flatMap(({ invokedMs, completedMs }) => [invokedMs, completedMs]);
  const known = [...new Set(times)].filter((at) => at !== null);
  const isCoarse = new Set(known.map((at) => instant(at * MILLISECOND))).size === known.length;
  return (at, place) => {
    if (at === null) return `event ${String(place)}`;
    return isCoarse ? instant(at * MILLISECOND) : `${((at * MILLISECOND) / SECOND).toFixed(6)} s`;
  };
}

/** Milliseconds, where there is a time at all. */
export function milliseconds(at: Instant | null): number | null {
  return at === null ? null : inMilliseconds(at);
}

/** How one contradiction speaks of its operations, which it knows by index. */
export interface Speech {
  readonly name: (index: number) => string;
  readonly operationOf: (index: number) => ObservedOperation;
  readonly moment: Moment;
}

/** One fact as a sentence. */
export function becauseText(because: Because, speech: Speech): string {
  const { name, operationOf, moment } = speech;
  switch (because.rule) {
    case 'real time': {
      const [before, after] = [operationOf(because.before), operationOf(because.after)];
      const ended = moment(milliseconds(before.completedAt), before.end);
      const began = moment(milliseconds(after.invokedAt), after.start);
      return `${name(before.index)} completed (${ended}) before ${name(after.index)} was invoked (${began}).`;
    }
    case 'session': {
      const { session } = operationOf(because.before);
      const who = sessionText(session);
      // Names stay as they are.
      return `${who === session ? who : capital(who)} issued ${name(because.before)} before ${name(because.after)}.`;
    }
    case 'reads from':
      return `${name(because.read)} returned what ${name(because.write)} wrote.`;
    case 'reads the beginning':
      return `${name(because.read)} returned what was there before any write.`;
    case 'value order':
      return valueOrderText(because, operationOf);
    case 'causal order':
      return `So ${name(because.before)} is causally before ${name(because.after)}.`;
    case 'conflict order':
      return `So of the two writes, ${name(because.before)} counts as the older one, ${name(because.after)} as the newer.`;
    case 'version order':
      return `The database put ${name(because.before)} before ${name(because.after)}.`;
    case 'nobody wrote it':
      return `No operation that may have happened wrote ${valueText(because.value)}, which ${name(because.read)} returned.`;
    case 'not possible':
      return `${name(because.operation)} is not possible next: ${statesText(because.states)}.`;
    case 'fact':
      // {0}, {1} … stand for the operations that the fact is about.
      return because.text.replaceAll(/\{(\d+)\}/gu, (hole, place: string) => {
        const index = because.operations[Number(place)];
        return index === undefined ? hole : name(index);
      });
  }
}

function valueOrderText(
  { before, after }: Extract<Because, { rule: 'value order' }>,
  operationOf: Speech['operationOf'],
): string {
  const everythingAbout = (index: number | null): string =>
    index === null
      ? 'what was there before any write'
      : `everything about ${valueText(operationOf(index).input)}`;
  return `So ${everythingAbout(before)} comes before ${everythingAbout(after)}.`;
}

function statesText(states: readonly string[]): string {
  if (states.length === 0) return 'no state is left';
  const shown = states.slice(0, longestList);
  const others = states.length - shown.length;
  const all = others > 0 ? [...shown, `${String(others)} others`] : shown;
  return `the state is ${all.length === 1 ? (all[0] ?? '') : `one of ${listed(all)}`}`;
}

/** The text with a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
