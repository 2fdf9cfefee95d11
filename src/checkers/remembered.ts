/**
 * What somebody has seen of a key and must not miss later: a session its own writes and what it read, the
 * whole world what anybody read. A list that is never changed, the newest first, so that whoever notes what
 * was remembered at some time keeps a reference and no copy.
 */
import type { Operation, WriteId } from '../history/operation.js';
import type { Inclusion, State } from './inclusion.js';

export interface Remembered {
  /** The write that was acknowledged, or the read that returned the state. */
  readonly by: Operation;
  readonly state: State;
  readonly next: Remembered | null;
}

/** The newest write in what is remembered that a state misses. */
export interface Missing {
  readonly write: WriteId;
  readonly by: Operation;
}

/**
 * Adds a state. What it implies is forgotten, and it is not added when something remembered implies it; so
 * a key with one history takes one entry.
 */
export function remember(
  remembered: Remembered | null,
  by: Operation,
  state: State,
  inclusion: Inclusion,
): Remembered | null {
  for (let one = remembered; one !== null; one = one.next) {
    if (implies(one.state, state, inclusion)) return remembered;
  }
  return { by, state, next: withoutImplied(remembered, state, inclusion) };
}

/**
 * The part of a state that somebody who is served it can know of: what was returned, and a delete only if it took
 * away something that is remembered. To everybody else nothing is what there is before any write.
 */
export function noticed(
  remembered: readonly (Remembered | null)[],
  served: State,
  returned: State,
  inclusion: Inclusion,
): State {
  if (served.length === returned.length) return returned;
  const deletes = served.slice(0, served.length - returned.length);
  const seen = deletes.filter((write) =>
    remembered.some((list) => tookAway(write, list, inclusion)),
  );
  return seen.length === 0 ? returned : [...seen, ...returned];
}

/** What of all that is remembered the first `count` versions of a state do not include; null: nothing. */
export function missingIn(
  remembered: Remembered | null,
  state: State,
  inclusion: Inclusion,
  count = state.length,
): Missing | null {
  let newest: Missing | null = null;
  for (let one = remembered; one !== null; one = one.next) {
    const known = Math.min(count, commonLength(one.state, state));
    for (let at = known; at < one.state.length; at += 1) {
      const write = one.state[at] ?? 0;
      if (inclusion.includes(state, write, count)) continue;
      if (newest !== null && inclusion.place(write) <= inclusion.place(newest.write)) continue;
      newest = { write, by: one.by };
    }
  }
  return newest;
}

/** How many versions two states have in common, from the first on. Most lists go on where others end. */
export function commonLength(one: State, other: State): number {
  const most = Math.min(one.length, other.length);
  let common = 0;
  while (common < most && one[common] === other[common]) common += 1;
  return common;
}

/** Whether a delete includes some of what is remembered, other than itself. */
function tookAway(write: WriteId, remembered: Remembered | null, inclusion: Inclusion): boolean {
  for (let one = remembered; one !== null; one = one.next) {
    if (one.state.some((other) => inclusion.includes([write], other))) return true;
  }
  return false;
}

function implies(state: State, other: State, inclusion: Inclusion): boolean {
  for (let at = commonLength(state, other); at < other.length; at += 1) {
    if (!inclusion.impliedBy(state, other[at] ?? 0)) return false;
  }
  return true;
}

/** The same list where nothing of it is implied. */
function withoutImplied(
  remembered: Remembered | null,
  state: State,
  inclusion: Inclusion,
): Remembered | null {
  let first = remembered;
  while (first !== null && implies(state, first.state, inclusion)) first = first.next;
  const kept: Remembered[] = [];
  let isWhole = true;
  for (let one = first; one !== null; one = one.next) {
    if (implies(state, one.state, inclusion)) isWhole = false;
    else kept.push(one);
  }
  return isWhole ? first : linked(kept);
}

function linked(entries: readonly Remembered[]): Remembered | null {
  return entries.reduceRight<Remembered | null>(
    (next, { by, state }) => ({ by, state, next }),
    null,
  );
}
