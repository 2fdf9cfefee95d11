/**
 * What writes promise to whoever reads them: all that their sessions had written to the key before
 * (monotonic writes), and all that they had read of it (writes follow reads). session-violations.ts notes
 * the promises as it follows the sessions; here reads are looked at.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import { isAnsweredRead, type AnsweredRead } from './answered-reads.js';
import type { Inclusion, State } from './inclusion.js';
import { commonLength, missingIn, type Remembered } from './remembered.js';
import type { SessionViolation } from './session-violations.js';

const kinds = ['monotonicWrites', 'writesFollowReads'] as const;

/** By guarantee, by write: what a state with that write must include. */
export type Promises = Readonly<Record<(typeof kinds)[number], Map<WriteId, Remembered>>>;

export function noPromises(): Promises {
  return { monotonicWrites: new Map(), writesFollowReads: new Map() };
}

/** Notes what must be there when the write is read, unless the write itself includes all of it. */
export function promise(
  promises: Map<WriteId, Remembered>,
  remembered: Remembered | null,
  { kind, write }: Operation,
  inclusion: Inclusion,
): void {
  if (remembered === null) return;
  const isKept = kind !== 'append' && missingIn(remembered, [write], inclusion) === null;
  if (!isKept) promises.set(write, remembered);
}

/** By write and guarantee, the first read of the write that shows that the promise is broken. */
export function brokenPromises(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  promises: Promises,
  inclusion: Inclusion,
): readonly SessionViolation[] {
  const found: SessionViolation[] = [];
  const look = (read: AnsweredRead, state: State, later: Operation, count: number): void => {
    for (const guarantee of kinds) {
      const remembered = promises[guarantee].get(later.write);
      if (remembered === undefined) continue;
      const missing = missingIn(remembered, state, inclusion, count);
      if (missing === null) continue;
      found.push({ guarantee, earlier: missing.by, later, read, missed: missing.write });
      // Once is enough.
      promises[guarantee].delete(later.write);
    }
  };
  const lists = new Map<string, readonly WriteId[]>();
  for (const read of operations) {
    if (!kinds.some((kind) => promises[kind].size > 0)) break;
    if (!isAnsweredRead(read)) continue;
    const { key } = read;
    const state = inclusion.served(read);
    // Whether an element follows what it should depends on those before it alone.
    const common = commonLength(lists.get(key) ?? [], state);
    lists.set(key, state);
    for (const [place, write] of state.entries()) {
      const later = writes[write];
      // Nobody can tell that it was this delete which was served.
      if (later === undefined || later.kind === 'delete') continue;
      if (later.kind === 'write') look(read, state, later, state.length);
      else if (place >= common) look(read, state, later, place + 1);
    }
  }
  return found;
}
