/**
 * How a finding is found again in another run of a changed scenario. Ids of operations and writes differ
 * once two runs do, so an operation is known by its session and by its place there; a split brain by the
 * node that should have stopped, and by when; everything else by its name. Random streams have names, so
 * all that precedes the first difference between two runs is equal.
 *
 * After it a session may come to other operations, or to the same one at another time. Then its operation
 * there says nothing about the one here, and what the client group met within a second of the same
 * instant stands for it.
 */
import { isAnsweredRead } from '../checkers/answered-reads.js';
import { check, type Findings } from '../checkers/check.js';
import type { SessionGuarantee } from '../checkers/session-violations.js';
import { instantOf } from '../checkers/split-brain.js';
import {
  isAcknowledgedWrite,
  type Operation,
  type OperationKind,
  type Outcome,
} from '../history/operation.js';
import { SECOND, type Instant } from '../kernel/time.js';
import type { FindingKind } from '../report/schema.js';
import type { Run } from '../simulation/run.js';

/** What a finding is known by in every run of a scenario. */
export type Subject = { readonly finding: FindingKind } & (OperationSubject | Stretch | Name);

interface OperationSubject {
  readonly kind: 'operation';
  readonly client: string;
  readonly group: string;
  /** From 0, among the operations of its session. */
  readonly ordinal: number;
  readonly action: OperationKind;
  readonly key: string;
  readonly invokedAt: Instant;
  /** The promise that the session did not get, of those that one read may break. */
  readonly guarantee?: SessionGuarantee;
}

/** A node, or with no name all of them, did from one instant to the other what they should not have done. */
interface Stretch {
  readonly kind: 'stretch';
  readonly node: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** A key, or an invariant. */
interface Name {
  readonly kind: 'name';
  readonly name: string;
}

/** Why nothing tells whether a finding is gone. */
export type Obstacle = 'no final read' | 'no rest' | 'cut short';

/** A finding in another run, or its absence. */
export interface Sighting {
  /** Whether it is there again; unknown where nothing could decide. */
  readonly found: boolean | 'unknown';
  /** What makes it unknown; else null. */
  readonly obstacle: Obstacle | null;
  /** How many findings of its kind the run has. */
  readonly count: number;
  /** `itself`: the same operation, node or name decides. `moment`: its client group at that time. */
  readonly basis: 'itself' | 'moment';
  /** How the same operation ended; null where there is none, or it did not end. */
  readonly outcome: Outcome | null;
}

/** What one finding of a run is about. */
type Mark = OperationMark | Stretch | Name;

interface OperationMark {
  readonly kind: 'operation';
  readonly operation: Operation;
  readonly guarantee?: SessionGuarantee;
}

interface Known {
  readonly marks: (findings: Findings, run: Run) => readonly Mark[];
  /** The operations that may have it after all where no final read could serve their key. */
  readonly isOpen?: (operation: Operation) => boolean;
}

const about = (operation: Operation): OperationMark => ({ kind: 'operation', operation });
const named = (name: string): Mark => ({ kind: 'name', name });

/** The findings that can be found again, in the order of the report's lists. One more is one line more. */
const known: Partial<Readonly<Record<FindingKind, Known>>> = {
  lostWrites: {
    marks: ({ lostWrites }) => lostWrites.map(({ operation }) => about(operation)),
    isOpen: isAcknowledgedWrite,
  },
  discardedInConflict: {
    marks: ({ discardedInConflict }) => discardedInConflict.map(about),
    isOpen: isAcknowledgedWrite,
  },
  lostUpdates: {
    marks: ({ lostUpdates }) => lostUpdates.map(({ operation }) => about(operation)),
    isOpen: isAcknowledgedWrite,
  },
  staleReads: { marks: ({ staleReads }) => staleReads.map(({ read }) => about(read)) },
  sessionViolations: {
    marks: ({ sessionViolations }) =>
      sessionViolations.map(({ read, guarantee }) => ({ ...about(read), guarantee })),
  },
  inversions: { marks: ({ inversions }) => inversions.map(({ later }) => about(later)) },
  recoveredWrites: {
    marks: ({ recoveredWrites }) => recoveredWrites.map(about),
    isOpen: ({ write, outcome }) => write !== 0 && outcome !== 'ok' && outcome !== 'fail',
  },
  zombieWrites: {
    marks: ({ zombieWrites }) => zombieWrites.map(about),
    isOpen: ({ write, outcome }) => write !== 0 && outcome === 'fail',
  },
  duplicateWrites: { marks: ({ duplicateWrites }) => duplicateWrites.map(about) },
  rolledBackWrites: {
    marks: ({ rolledBackWrites }) => rolledBackWrites.map(({ operation }) => about(operation)),
  },
  dirtyReads: {
    marks: ({ dirtyReads }) => dirtyReads.map(({ read }) => about(read)),
    isOpen: isAnsweredRead,
  },
  divergence: { marks: ({ divergence }) => divergence.map(({ key }) => named(key)) },
  splitBrain: {
    marks: ({ splitBrain }) =>
      splitBrain.map(({ from, to, sides: [{ node }] }) => {
        return { kind: 'stretch', node, from: instantOf(from), to: instantOf(to) };
      }),
  },
  stalls: {
    marks: ({ stalls }) => stalls.map(({ from, to }) => ({ kind: 'stretch', node: '', from, to })),
  },
  invariantViolations: {
    marks: (_findings, run) => run.invariantViolations.map(({ invariant }) => named(invariant)),
  },
};

/** A finding of a run: its kind, and its place in the list from 0. */
export interface FindingPlace {
  readonly finding: FindingKind;
  readonly index: number;
}

/** What a finding of a run is known by; null when there is no such finding. */
export function subjectAt(run: Run, { finding, index }: FindingPlace): Subject | null {
  const mark = known[finding]?.marks(check(run.chronicle), run)[index];
  if (mark === undefined) return null;
  if (mark.kind !== 'operation') return { finding, ...mark };
  const { kind, operation, ...aspect } = mark;
  const { kind: action, client, group, key, invokedAt } = operation;
  const ordinal = operationsOf(run, client).indexOf(operation);
  return { finding, kind, client, group, ordinal, action, key, invokedAt, ...aspect };
}

/** Looks for a finding in a run that has these findings. */
export function lookFor(subject: Subject, run: Run, findings: Findings): Sighting {
  const marks = known[subject.finding]?.marks(findings, run) ?? [];
  const count = marks.length;
  if (subject.kind === 'operation') return { count, ...lookForOperation(subject, run, marks) };
  const isSame = (mark: Mark): boolean =>
    subject.kind === 'name'
      ? mark.kind === 'name' && mark.name === subject.name
      : mark.kind === 'stretch' && overlap(mark, subject);
  // Nodes that have not come to rest may still agree, or part.
  const isRestless = subject.finding === 'divergence' && run.chronicle.settledAt === null;
  const verdict = verdictOf(marks.some(isSame), run, isRestless ? 'no rest' : null);
  return { ...verdict, count, basis: 'itself', outcome: null };
}

/** What is there is there; what is not is gone, unless something kept it from showing. */
function verdictOf(
  isMet: boolean,
  { stoppedEarly }: Run,
  other: Obstacle | null,
): Pick<Sighting, 'found' | 'obstacle'> {
  if (isMet) return { found: true, obstacle: null };
  const obstacle = stoppedEarly === null ? other : 'cut short';
  return { found: obstacle === null ? false : 'unknown', obstacle };
}

/** Two instants no further apart than this are the same time to a client group. */
const moment = SECOND;

function lookForOperation(
  subject: OperationSubject & { readonly finding: FindingKind },
  run: Run,
  marks: readonly Mark[],
): Omit<Sighting, 'count'> {
  const { operations, finalReads } = run.chronicle;
  const isNear = ({ invokedAt }: Operation): boolean =>
    Math.abs(invokedAt - subject.invokedAt) <= moment;
  const there = operationsOf(run, subject.client)[subject.ordinal];
  const isThere = there?.kind === subject.action && there.key === subject.key && isNear(there);
  const stands = (operation: Operation): boolean =>
    isThere ? operation === there : operation.group === subject.group && isNear(operation);
  const isOpen = known[subject.finding]?.isOpen ?? (() => false);
  const isUndecided = (operation: Operation): boolean =>
    stands(operation) &&
    isOpen(operation) &&
    (finalReads.get(operation.key)?.versions ?? null) === null;
  const isMet = marks.some(
    (mark) =>
      mark.kind === 'operation' && mark.guarantee === subject.guarantee && stands(mark.operation),
  );
  return {
    ...verdictOf(isMet, run, operations.some(isUndecided) ? 'no final read' : null),
    basis: isThere ? 'itself' : 'moment',
    outcome: isThere ? there.outcome : null,
  };
}

function operationsOf({ chronicle }: Run, client: string): readonly Operation[] {
  return chronicle.operations.filter((operation) => operation.client === client);
}

function overlap(one: Stretch, other: Stretch): boolean {
  const isSameTime = one.from <= other.to + moment && one.to >= other.from - moment;
  return one.node === other.node && isSameTime;
}
