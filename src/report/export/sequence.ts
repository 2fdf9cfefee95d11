/**
 * What a sequence diagram of a trace shows, in order: messages, and notes for faults, for what nodes
 * announced (a promotion, a restart) and for operations that ended without an answer.
 */
import type { Chronicle, FaultOccurrence, Milestone } from '../../history/chronicle.js';
import type { OperationId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { TraceEvent } from '../../kernel/trace.js';
import type { Run } from '../../simulation/run.js';
import { counted } from '../text/layout.js';
import { written } from '../words.js';
import { Arrows, type Arrow } from './arrows.js';
import { milestonesByEvent } from '../where.js';

export interface Message extends Arrow {
  readonly kind: 'message';
  readonly at: Instant;
}

export interface Note {
  readonly kind: 'fault' | 'note';
  readonly at: Instant;
  /** Whom it concerns; nobody in particular when empty. */
  readonly over: readonly string[];
  readonly text: string;
}

/** All that the trace of a run has to show; with a node what concerns it, and faults. */
export function* sequenceOf(run: Run, node: string | null): Generator<Message | Note> {
  const { trace, chronicle } = run;
  const concerns = (one: Pick<Arrow, 'from' | 'to'>): boolean =>
    node === null || one.from === node || one.to === node;
  const arrows = new Arrows(askedIn(chronicle));
  const announced = milestonesByEvent(chronicle.milestones);
  for (const event of trace ?? []) {
    const { at, input, number } = event;
    if (input.kind === 'fault') yield faultNote(event, input, chronicle.faults);
    for (const arrow of arrows.of(event)) {
      if (concerns(arrow)) yield { kind: 'message', at, ...arrow };
    }
    const notes = [...milestoneNotes(announced.get(number) ?? []), ...endNotes(event)];
    for (const note of notes) if (node === null || note.over.includes(node)) yield note;
  }
  const waiting = arrows.underWay().filter(concerns).length;
  if (waiting === 0) return;
  const text = `${counted(waiting, 'message')} still on the way`;
  yield { kind: 'note', at: trace?.at(-1)?.at ?? 0, over: [], text };
}

/** What operations ask for. Those that the chronicle does not know read back at the end. */
function askedIn({ operations }: Chronicle): (operation: OperationId) => string {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return (id) => {
    const operation = byId.get(id);
    if (operation === undefined) return 'final read';
    const { kind, key, amount } = operation;
    if (kind === 'read') return `read ${key}`;
    return `${amount === null ? kind : 'add'} ${written(operation)}`;
  };
}

function faultNote(
  { number, at }: TraceEvent,
  { fault, phase, summary }: Extract<TraceEvent['input'], { kind: 'fault' }>,
  faults: readonly FaultOccurrence[],
): Note {
  const occurrence = faults.find((one) =>
    phase === 'begins' ? one.beganIn === number : one.fault === fault && one.endedAt === at,
  );
  return { kind: 'fault', at, over: occurrence?.nodes ?? [], text: `${summary} ${phase}` };
}

/** Nodes that start with the run and nodes that a fault crashes need no note of their own. */
function milestoneNotes(milestones: readonly Milestone[]): readonly Note[] {
  return milestones
    .filter(({ event }) => event !== 'started' && event !== 'crashed')
    .map(({ event, node, at }) => ({ kind: 'note', at, over: [node], text: event }));
}

/** An operation that ends with a reply is told by the reply. */
function endNotes({ at, input, effects }: TraceEvent): readonly Note[] {
  if (input.kind !== 'client') return [];
  return effects.flatMap((effect): Note[] => {
    if (effect.kind !== 'complete') return [];
    const { client, outcome, summary } = effect;
    return [{ kind: 'note', at, over: [client], text: `${summary} ends ${outcome}` }];
  });
}
