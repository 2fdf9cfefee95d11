/**
 * Rules of applying: what is durable becomes what reads see. A replica may take its time over each entry; then it
 * falls behind when entries come faster than that.
 */
import type { WriteId } from '../../../history/operation.js';
import { slice } from '../../../kernel/chunks.js';
import type { Instant } from '../../../kernel/time.js';
import { apply, versionsOf } from '../../versions/key-store.js';
import type { Entry } from '../message.js';
import { entryAt, lastPosition, type PrimaryReplicaNode, type State } from '../state.js';

/** The primary has executed its writes already; a replica may need time for each. */
export function applyFlushed(state: State, node: PrimaryReplicaNode): void {
  const { apply: pace } = node.options;
  if (pace === undefined || pace.each === 0 || state.role === 'primary') {
    applyUpTo(state, state.flushed);
  } else if (state.applying === 0 && state.applied < state.flushed) {
    state.applying = Math.min(pace.workers, state.flushed - state.applied);
    node.after(pace.each, 'apply');
  }
}

/** The workers have applied an entry each, and take the next ones. */
export function applyBatch(state: State, node: PrimaryReplicaNode): void {
  const last = Math.min(state.flushed, state.applied + state.applying);
  state.applying = 0;
  applyUpTo(state, last);
  applyFlushed(state, node);
}

function applyUpTo(state: State, last: number): void {
  for (let position = state.applied + 1; position <= last; position += 1) {
    applyEntry(state, entryAt(state, position));
  }
  state.applied = Math.max(state.applied, last);
  proveFreshness(state);
}

function applyEntry({ store }: State, { action, key, write }: Entry): void {
  if (action !== 'begin') apply(store, { action, key, write });
}

/** At this instant of the primary's wall clock, its log went to `position`. */
export function learnFreshness(state: State, position: number, asOf: Instant): void {
  if (asOf === 0) return;
  if (position <= state.applied) state.freshAsOf = Math.max(state.freshAsOf, asOf);
  else state.marks.push({ position, asOf });
}

/** Whoever has applied all that there was at an instant has everything older than it. */
function proveFreshness(state: State): void {
  for (let next = state.marks[0]; next !== undefined; next = state.marks[0]) {
    if (next.position > state.applied) return;
    state.freshAsOf = Math.max(state.freshAsOf, next.asOf);
    state.marks.shift();
  }
}

/** Builds anew what follows from the log. Answers the writes in it: a retried one may stand there more than once. */
export function reapply(state: State): ReadonlySet<WriteId> {
  const kept = new Set<WriteId>();
  state.store.clear();
  state.newest.clear();
  state.applied = Math.min(state.applied, lastPosition(state));
  slice(state.log, 0).forEach((entry, index) => {
    if (entry.action === 'begin') return;
    kept.add(entry.write);
    state.newest.set(entry.key, entry.write);
    if (index < state.applied) applyEntry(state, entry);
  });
  return kept;
}

/** The versions of a key as of a position that is applied: what came later is taken away again. */
export function versionsAt(state: State, key: string, position: number): WriteId[] {
  const later = slice(state.log, position, state.applied).filter((entry) => entry.key === key);
  const versions = versionsOf(state.store, key);
  if (later.length === 0) return versions;
  // Appends stand at the end of the list; writes and deletes have replaced what was there before.
  if (later.every(({ action }) => action === 'append')) return versions.slice(0, -later.length);
  const earlier: WriteId[] = [];
  for (const entry of slice(state.log, 0, position).reverse()) {
    if (entry.key !== key) continue;
    if (entry.action === 'delete') break;
    earlier.unshift(entry.write);
    if (entry.action === 'write') break;
  }
  return earlier;
}
