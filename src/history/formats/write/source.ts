/** What a history came from, for formats that have a place for it. Whoever writes a history of a run knows. */
import type { FaultOccurrence } from '../../chronicle.js';
import type { History } from '../../history.js';
import type { Writing } from '../format.js';

export interface HistorySource {
  /** The seed of the run. */
  readonly seed?: string;
  /** The name of its scenario. */
  readonly scenario?: string;
  /** What the nemesis did meanwhile, in the order in which it began. */
  readonly faults?: readonly FaultOccurrence[];
}

/** Writes a history a line (with its end) at a time, or says what the format cannot express. */
export type HistoryWriter = (history: History, source?: HistorySource) => Writing;
