/**
 * Explains one finding: the life of a lost or discarded write, or how a stale read or a split brain
 * came about, in numbered sentences. Facts come from the chronicle, from the trace (the run must
 * have kept one) and from the checkers; nothing is told that cannot be read off them.
 */
import { check } from '../checkers/check.js';
import type { EventNumber, OperationId, WriteId } from '../history/operation.js';
import type { Instant } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';
import type { Report } from './schema.js';
import { evidenceOf, type Carries } from './story/evidence.js';
import { readStory } from './story/read-story.js';
import { splitBrainStory } from './story/split-brain-story.js';
import type { Story, Telling } from './story/telling.js';
import { writeStory } from './story/write-story.js';

export interface Explanation {
  readonly headline: string;
  readonly steps: readonly {
    /** 1, 2, 3 … */
    readonly number: number;
    readonly at: Instant;
    readonly event: EventNumber;
    readonly text: string;
  }[];
  readonly outcome: string;
  /** Only what follows from the run itself. */
  readonly wouldHaveHelped: readonly string[];
}

export interface ExplainOptions {
  /**
   * The number of the finding, from 1: lost writes, then writes discarded in conflict, then stale
   * reads, then split brains. Default: 1.
   */
  readonly finding?: number;
  /** Instead of a finding: the life of this write, whatever became of it. */
  readonly write?: WriteId;
  /**
   * The writes that the body of a message carries, as the family declares them. Without it the
   * story knows only of messages that brought a write to a node.
   */
  readonly carries?: Carries;
}

const longestStory = 15;
const carriesNothing: Carries = () => [];

/**
 * Tells the story of one finding of a run, or that there is none. The run must have kept its trace.
 */
export function explain(run: Run, report: Report, options: ExplainOptions = {}): Explanation {
  const { finding = 1, write, carries = carriesNothing } = options;
  const subject: Subject | null =
    write === undefined ? subjectOf(report, finding) : { kind: 'write', write };
  if (subject === null) return nothingToExplain(report, finding);
  const telling: Telling = {
    run,
    findings: check(run.chronicle),
    evidence: (one) => evidenceOf(run, one, carries),
  };
  const story = storyOf(subject, telling);
  return story === null ? nothingToExplain(report, finding) : numbered(story);
}

type Subject =
  | { readonly kind: 'write'; readonly write: WriteId }
  | { readonly kind: 'read'; readonly operation: OperationId }
  | { readonly kind: 'split brain'; readonly index: number };

function storyOf(subject: Subject, telling: Telling): Story | null {
  switch (subject.kind) {
    case 'write':
      return writeStory(subject.write, telling);
    case 'read':
      return readStory(subject.operation, telling);
    case 'split brain':
      return splitBrainStory(subject.index, telling);
  }
}

/** The subjects of all findings that can be explained, as the report lists them. */
function subjectsOf({ findings }: Report): readonly Subject[] {
  const write = (row: { readonly write: WriteId }): Subject => ({
    kind: 'write',
    write: row.write,
  });
  return [
    ...findings.lostWrites.items.map(write),
    ...findings.discardedInConflict.items.map(write),
    ...findings.staleReads.items.map(({ operation }): Subject => ({ kind: 'read', operation })),
    ...findings.splitBrain.items.map((_row, index): Subject => ({ kind: 'split brain', index })),
  ];
}

function subjectOf(report: Report, finding: number): Subject | null {
  return subjectsOf(report)[finding - 1] ?? null;
}

function nothingToExplain(report: Report, finding: number): Explanation {
  const count = subjectsOf(report).length;
  const headline =
    count === 0
      ? 'No write was lost or discarded and no read was stale: there is nothing to explain.'
      : `There is no finding ${finding}: the report lists ${count} that can be explained.`;
  return { headline, steps: [], outcome: '', wouldHaveHelped: [] };
}

/** Orders the steps, leaves details out where there are too many, and numbers the rest. */
function numbered({ headline, steps, outcome, wouldHaveHelped }: Story): Explanation {
  const ordered = [...steps].sort((a, b) => a.at - b.at || a.event - b.event);
  const details = ordered.filter(({ isDetail }) => isDetail);
  const surplus = Math.max(0, ordered.length - longestStory);
  const left = new Set(surplus === 0 ? [] : details.slice(-surplus));
  const told = ordered
    .filter((step) => !left.has(step))
    .map(({ at, event, text }, index) => ({ number: index + 1, at, event, text }));
  return { headline, steps: told, outcome, wouldHaveHelped };
}
