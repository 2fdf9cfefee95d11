/**
 * What became of the elements of lists and sets, as far as reads tell (Jepsen's set-full). An
 * element is *known* from the acknowledgement of its adding on, or from the end of the first read
 * that showed it, whichever came first. The last read of its key decides: an element that it shows
 * is stable; one that it does not show is lost when the read began after the element was known, and
 * nobody can tell when it began before (never read). Two things are no loss: an element that nobody
 * confirmed may be absent, and a read that overlaps the adding may miss it.
 */
import type { ObservedOperation, Value } from '../../history/history.js';
import type { Duration } from '../../kernel/time.js';
import { latencyAmong, type Latency } from '../latency.js';
import type { Look, ObservedObject, WrittenValue } from './objects.js';

/** Operations are given by their index in the history. */
export interface LostElement {
  readonly key: string;
  readonly value: Value;
  /** The operation that added it, and whether any that did was acknowledged. */
  readonly added: number;
  readonly acknowledged: boolean;
  /** The last read that showed it; null when none did. */
  readonly lastSeen: number | null;
  /** The last read of all, which should have. */
  readonly missedBy: number;
}

/**
 * Counts of elements; one that was added several times is one, and one whose adding failed is none.
 */
export interface ElementFindings {
  readonly attempted: number;
  readonly stable: number;
  readonly lost: readonly LostElement[];
  readonly neverRead: number;
  /** Nobody confirmed them, and nobody saw them. */
  readonly dropped: number;
  /** Nobody confirmed them, yet they are stable: the operations that added them. */
  readonly recovered: readonly number[];
  /** From known to the last read that missed it; 0 where none began later. */
  readonly stableLatency: Latency;
  /** From known to the last read that showed it; 0 where none began later. */
  readonly lostLatency: Latency;
}

/**
 * Judges the elements of all collections. O(n) in what reads showed, but for the sorting of
 * latencies.
 */
export function elementFindings(objects: readonly ObservedObject[]): ElementFindings {
  const fates = objects.flatMap((object) => (object.kind === 'collection' ? fatesIn(object) : []));
  const count = (kind: Fate['kind']): number => fates.filter((fate) => fate.kind === kind).length;
  const waits = (kind: Fate['kind']): readonly Duration[] =>
    fates.flatMap((fate) => (fate.kind === kind && fate.wait !== null ? [fate.wait] : []));
  return {
    attempted: fates.length,
    stable: count('stable'),
    lost: fates.flatMap((fate) => (fate.kind === 'lost' ? [fate.element] : [])),
    neverRead: count('never read'),
    dropped: count('dropped'),
    recovered: fates.flatMap((fate) =>
      fate.kind === 'stable' && fate.recovered !== null ? [fate.recovered] : [],
    ),
    stableLatency: latencyAmong(waits('stable')),
    lostLatency: latencyAmong(waits('lost')),
  };
}

/** `wait` is null where the history does not tell times. */
type Fate =
  | { readonly kind: 'stable'; readonly wait: Duration | null; readonly recovered: number | null }
  | { readonly kind: 'lost'; readonly wait: Duration | null; readonly element: LostElement }
  | { readonly kind: 'never read' | 'dropped'; readonly wait: null };

/** The fate of every element that somebody may have added, in the order of adding. */
function fatesIn(object: ObservedObject): Fate[] {
  const places = placesShown(object.looks);
  return [...object.values].flatMap(([identity, value]): Fate[] =>
    value.attempts.length === 0 ? [] : [fateOf(value, places.get(identity) ?? [], object)],
  );
}

/** By identity: the places of the looks that show the element, each once. */
function placesShown(looks: readonly Look[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  looks.forEach(({ identities }, place) => {
    for (const identity of identities) {
      const known = places.get(identity);
      if (known === undefined) places.set(identity, [place]);
      else if (known.at(-1) !== place) known.push(place);
    }
  });
  return places;
}

function fateOf(
  { value, attempts, acknowledged }: WrittenValue,
  places: readonly number[],
  { key, looks }: ObservedObject,
): Fate {
  const sightings = places.map((place) => (looks[place] as Look).read);
  const known = firstToEnd([...acknowledged, ...sightings]);
  if (known === null) return { kind: 'dropped', wait: null };
  const added = (acknowledged[0] ?? attempts[0])?.index ?? 0;
  const last = looks.at(-1)?.read;
  if (places.at(-1) === looks.length - 1) {
    const wait = timeFrom(known, lastWithout(places, looks));
    return { kind: 'stable', wait, recovered: acknowledged.length === 0 ? added : null };
  }
  if (last === undefined || last.start <= known.end) return { kind: 'never read', wait: null };
  const lastSeen = sightings.at(-1);
  const element: LostElement = {
    key,
    value,
    added,
    acknowledged: acknowledged.length > 0,
    lastSeen: lastSeen?.index ?? null,
    missedBy: last.index,
  };
  return { kind: 'lost', wait: timeFrom(known, lastSeen), element };
}

function firstToEnd(operations: readonly ObservedOperation[]): ObservedOperation | null {
  return operations.reduce<ObservedOperation | null>(
    (first, one) => (first === null || one.end < first.end ? one : first),
    null,
  );
}

/** The last read that does not show an element which the last ones show. */
function lastWithout(
  places: readonly number[],
  looks: readonly Look[],
): ObservedOperation | undefined {
  let place = looks.length - 1;
  for (let index = places.length - 1; places[index] === place && place >= 0; index -= 1) place -= 1;
  return looks[place]?.read;
}

/** From when an element was known to a later read; 0 to one that is not later, or is not there. */
function timeFrom(known: ObservedOperation, read: ObservedOperation | undefined): Duration | null {
  if (known.completedAt === null) return null;
  if (read === undefined || read.start <= known.end) return 0;
  return read.invokedAt === null ? null : read.invokedAt - known.completedAt;
}
