/**
 * Sessions as processes, which are numbers. A process does one thing at a time and nothing after an unknown
 * outcome: its session then goes on under a new number, the old one plus the number of sessions. So the
 * remainder still tells the session.
 */
import type { ObservedOperation } from '../../history.js';
import { eventsInOrder, type HistoryEvent } from './events.js';

export interface ProcessEvent extends HistoryEvent {
  readonly process: number;
}

interface Seat {
  process: number;
  /** The operation that the process has not completed yet, by its index. */
  open: number | null;
}

/** The events of these operations, each with the process that it belongs to. */
export function* processEvents(operations: readonly ObservedOperation[]): Generator<ProcessEvent> {
  const sessions = new Set(operations.map(({ session }) => session)).size;
  const seats = new Map<string, Seat>();
  const processes = new Map<number, number>();
  for (const event of eventsInOrder(operations)) {
    const { session, index } = event.operation;
    const seat = seats.get(session) ?? { process: seats.size, open: null };
    seats.set(session, seat);
    if (event.type === 'invoke') {
      if (seat.open !== null) seat.process += sessions;
      seat.open = index;
      processes.set(index, seat.process);
    } else if (event.type !== 'info' && seat.open === index) {
      seat.open = null;
    }
    yield { ...event, process: processes.get(index) ?? seat.process };
    if (event.type !== 'invoke') processes.delete(index);
  }
}
