/**
 * Explains one finding: how it came about, in numbered sentences; which faults it needed and what would
 * have prevented it, when re-runs say so. Facts come from the chronicle, from the trace (the run must
 * have kept one), from the checkers and from those re-runs; nothing is told that cannot be read off them.
 */
import type { Counterfactuals } from '../experiments/counterfactual.js';
import type { EventNumber, WriteId } from '../history/operation.js';
import type { Instant } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';
import type { ViolationRow } from './consistency/schema.js';
import { findingsOf } from './report.js';
import type { FindingKind, Report } from './schema.js';
import { contradictionOf } from './story/contradiction.js';
import { evidenceOf, type Carries } from './story/evidence.js';
import { findingStory } from './story/finding-story.js';
import { neededSentences } from './story/needed-story.js';
import { placesIn, type Place } from './story/places.js';
import { preventionSentences } from './story/prevention-story.js';
import type { Story, Telling } from './story/telling.js';
import { writeStory } from './story/write-story.js';
import { valuesOf } from './values.js';

export interface Explanation {
  /** What kind of finding it is; null of a write that somebody asked for, and of nothing. */
  readonly finding: FindingKind | null;
  readonly headline: string;
  readonly steps: readonly {
    /** 1, 2, 3 … */
    readonly number: number;
    readonly at: Instant;
    readonly event: EventNumber;
    readonly text: string;
  }[];
  readonly outcome: string;
  /** The operations of clients that cannot all have been answered rightly; null when nobody noticed. */
  readonly contradiction: ViolationRow | null;
  /** Only what follows from the run itself. */
  readonly wouldHaveHelped: readonly string[];
  /** Which faults it needed, as re-runs tell; nothing without them. */
  readonly needed: readonly string[];
  /** Which settings would have prevented it and at what price, as re-runs tell; nothing without them. */
  readonly prevented: readonly string[];
}

export interface ExplainOptions {
  /** The number of the finding, from 1, as `findingAt` counts them. Default: 1. */
  readonly finding?: number;
  /** Instead of a finding: the life of this write, whatever became of it. */
  readonly write?: WriteId;
  /**
   * The writes that the body of a message carries, as the family declares them. Without it the
   * story knows only of messages that brought a write to a node.
   */
  readonly carries?: Carries;
  /** What re-runs say of the finding. */
  readonly counterfactuals?: Counterfactuals | null;
}

const longestStory = 15;
const carriesNothing: Carries = () => [];

/**
 * The finding of this number, from 1, or null. Counted are the findings that the report lists: lost
 * writes, then writes discarded in conflict, stale reads, split brains, and after these all others.
 */
export function findingAt(report: Report, number: number): Place | null {
  return placesIn(report)[number - 1] ?? null;
}

/**
 * Tells the story of one finding of a run, or that there is none. The run must have kept its trace.
 */
export function explain(run: Run, report: Report, options: ExplainOptions = {}): Explanation {
  const { finding = 1, write, carries = carriesNothing, counterfactuals: found = null } = options;
  const place = write === undefined ? findingAt(report, finding) : null;
  const telling: Telling = {
    run,
    findings: findingsOf(run),
    evidence: (one) => evidenceOf(run, one, carries),
    values: valuesOf(run.chronicle),
  };
  const story = place === null ? writeStory(write ?? 0, telling) : findingStory(place, telling);
  if (story === null) return nothingToExplain(report, finding);
  const contradiction = place === null ? null : contradictionOf(place, telling);
  return {
    finding: place?.finding ?? null,
    ...numbered(story),
    contradiction,
    needed: found === null ? [] : neededSentences(found, attributedTo(place, telling)),
    prevented: found === null ? [] : preventionSentences(found),
  };
}

/** The fault that the report names for a finding, if it does. */
function attributedTo(place: Place | null, { findings }: Telling) {
  return place?.finding === 'lostWrites' ? (findings.lostWrites[place.index]?.fault ?? null) : null;
}

function nothingToExplain(report: Report, finding: number): Explanation {
  const { length: count } = placesIn(report);
  const headline =
    count === 0
      ? 'The run has no findings: there is nothing to explain.'
      : `There is no finding ${finding}: the report lists ${count} that can be explained.`;
  const nothing = { contradiction: null, wouldHaveHelped: [], needed: [], prevented: [] };
  return { finding: null, headline, steps: [], outcome: '', ...nothing };
}

/** Orders the steps, leaves details out where there are too many, and numbers the rest. */
function numbered({ headline, steps, outcome, wouldHaveHelped }: Story) {
  const ordered = [...steps].sort((a, b) => a.at - b.at || a.event - b.event);
  const details = ordered.filter(({ isDetail }) => isDetail);
  const surplus = Math.max(0, ordered.length - longestStory);
  const left = new Set(surplus === 0 ? [] : details.slice(-surplus));
  const told = ordered
    .filter((step) => !left.has(step))
    .map(({ at, event, text }, index) => ({ number: index + 1, at, event, text }));
  return { headline, steps: told, outcome, wouldHaveHelped };
}
