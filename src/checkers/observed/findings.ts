/**
 * What can be found in a history of which nothing is known but what clients saw: no version order,
 * no provenance. All that stands here holds whatever the database did inside; what cannot be told
 * for certain is left out, so the absence of a finding proves nothing (that is what the checkers of
 * consistency are for). Registers are judged by reads, writes and cas, lists and sets by the
 * elements that were added to them; other objects are named as undecided.
 */
import type { History } from '../../history/history.js';
import type { Undecided } from '../consistency/result.js';
import { elementFindings, type ElementFindings } from './elements.js';
import {
  definitelyStale,
  inversions,
  type Inversion,
  type ObservedStaleRead,
} from './freshness.js';
import { observedLostUpdates, type ObservedLostUpdate } from './lost-updates.js';
import { observedObjects } from './objects.js';
import { observedService, type ActionService } from './service.js';
import {
  sightingsOf,
  type DuplicateSighting,
  type Sighting,
  type ZombieSighting,
} from './sightings.js';

/**
 * Operations are given by their index in the history. Lists are sorted by the first operation of
 * each item.
 */
export interface ObservedFindings {
  readonly staleReads: readonly ObservedStaleRead[];
  readonly inversions: readonly Inversion[];
  readonly phantoms: readonly Sighting[];
  readonly zombies: readonly ZombieSighting[];
  readonly duplicates: readonly DuplicateSighting[];
  readonly lostUpdates: readonly ObservedLostUpdate[];
  readonly elements: ElementFindings;
  readonly service: readonly ActionService[];
  /** The keys that were not judged, but for `service`. */
  readonly undecided: readonly Undecided[];
}

/** All that the history shows for certain. O(n log n) in operations and what reads showed. */
export function observedFindings(history: History): ObservedFindings {
  const { objects, undecided } = observedObjects(history);
  const registers = objects.filter(({ kind }) => kind === 'register');
  const sightings = objects.map(sightingsOf);
  return {
    staleReads: sortedBy(registers.flatMap(definitelyStale), ({ read }) => read),
    inversions: sortedBy(registers.flatMap(inversions), ({ read }) => read),
    phantoms: sortedBy(
      sightings.flatMap((of) => of.phantoms),
      ({ read }) => read,
    ),
    zombies: sortedBy(
      sightings.flatMap((of) => of.zombies),
      ({ read }) => read,
    ),
    duplicates: sortedBy(
      sightings.flatMap((of) => of.duplicates),
      ({ read }) => read,
    ),
    lostUpdates: sortedBy(registers.flatMap(observedLostUpdates), firstOf),
    elements: elementFindings(objects),
    service: observedService(history),
    undecided,
  };
}

function firstOf({ operations }: ObservedLostUpdate): number {
  return operations[0] ?? 0;
}

function sortedBy<Item>(items: readonly Item[], place: (item: Item) => number): readonly Item[] {
  return items.toSorted((a, b) => place(a) - place(b));
}
