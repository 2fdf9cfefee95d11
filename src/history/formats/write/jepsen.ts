/**
 * A history as Jepsen tells it: one record an event. The two spellings, EDN and JSON, are in the files
 * beside this one. What the clients of our runs ask for has Jepsen's names already.
 *
 * A `cas` that ran and was answered no is a `fail` there: it had no effect. Names of sessions and
 * operations, and the places that the database gave, have no place in the format.
 */
import type { FaultOccurrence } from '../../chronicle.js';
import type { History, Value } from '../../history.js';
import type { HistoryEvent } from './events.js';
import { keyValue } from './edn-text.js';
import { processEvents } from './processes.js';
import type { HistorySource } from '../format.js';

const nanosecondsPerMicrosecond = 1000;

export interface JepsenRecord {
  readonly type: HistoryEvent['type'];
  readonly f: string;
  readonly value: Value;
  readonly process: number | 'nemesis';
  /** In nanoseconds from the start. */
  readonly time: number | null;
  /** 0, 1, 2 … */
  readonly index: number;
}

/** The records of a history, those of the nemesis among them where the source tells of faults. */
export function* jepsenRecords(history: History, source: HistorySource): Generator<JepsenRecord> {
  let index = 0;
  for (const { at, ...record } of merged(history, source.faults ?? [])) {
    const time = at === null ? null : Math.round(at * nanosecondsPerMicrosecond);
    yield { ...record, time, index };
    index += 1;
  }
}

type Timed = Pick<JepsenRecord, 'type' | 'f' | 'value' | 'process'> & Pick<HistoryEvent, 'at'>;

function* merged(history: History, faults: readonly FaultOccurrence[]): Generator<Timed> {
  const deeds = nemesisRecords(faults);
  let next = 0;
  for (const record of clientRecords(history)) {
    for (; next < deeds.length; next += 1) {
      const deed = deeds[next] as Deed;
      if (record.at === null || deed.at > record.at) break;
      yield deed;
    }
    yield record;
  }
  yield* deeds.slice(next);
}

function* clientRecords({ operations }: History): Generator<Timed> {
  const isKeyed = new Set(operations.map(({ key }) => key)).size > 1;
  for (const event of processEvents(operations)) {
    const { key, action } = event.operation;
    const value = valueOf(event);
    yield {
      type: isAnsweredNo(event) ? 'fail' : event.type,
      f: action,
      value: isKeyed ? [keyValue(key), value] : value,
      process: event.process,
      at: event.at,
    };
  }
}

/** What was asked; once it is known what was answered, that. A cas keeps its pair: its type is the answer. */
function valueOf({ type, operation }: HistoryEvent): Value {
  const { action, input, output } = operation;
  return type === 'ok' && action !== 'cas' && output !== undefined ? output : input;
}

function isAnsweredNo({ type, operation: { action, output } }: HistoryEvent): boolean {
  return type === 'ok' && action === 'cas' && output === false;
}

type Deed = Timed & { readonly at: number };

/** Begin and end of every fault: the nemesis completes nothing, so both are `info`. */
function nemesisRecords(faults: readonly FaultOccurrence[]): readonly Deed[] {
  return faults
    .flatMap(({ kind: f, summary, beganAt, endedAt }): Deed[] => {
      const common = { type: 'info', f, process: 'nemesis' } as const;
      const begins = { ...common, value: `${summary} begins`, at: beganAt };
      if (endedAt === null) return [begins];
      return [begins, { ...common, value: `${summary} ends`, at: endedAt }];
    })
    .sort((one, other) => one.at - other.at);
}
