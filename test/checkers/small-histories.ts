/**
 * Small random histories as plans: writes on a few keys that know of earlier ones, copies that come
 * and go, reads that return anything. `chronicleOfPlan` writes them down; the tests judge them by
 * brute force.
 */
import fc from 'fast-check';
import type { Chronicle } from '../../src/history/chronicle.js';
import type { ProvenanceKind } from '../../src/history/provenance.js';
import { chronicleOf } from '../support/chronicle.js';

export interface PlannedWrite {
  readonly kind: 'write' | 'append' | 'delete';
  readonly key: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly takes: number;
  /** Which of the earlier writes to its key it knew of directly, as bits. */
  readonly knows: number;
  readonly copies: readonly {
    readonly node: number;
    readonly leaves: Exclude<ProvenanceKind, 'stored' | 'merged'> | null;
    readonly other: number;
  }[];
}

export interface PlannedRead {
  readonly key: number;
  readonly at: number;
  /** Which of the writes to its key it returned, as bits. */
  readonly returned: number;
}

export interface Plan {
  readonly writes: readonly PlannedWrite[];
  readonly reads: readonly PlannedRead[];
  /**
   * By key: which of its writes the final read returned, as bits; null when it could not be served.
   */
  readonly finals: readonly (number | null)[];
  readonly down: readonly boolean[];
}

const nodes = ['n1', 'n2', 'n3'];
export const keys = ['x', 'y'];
const spacing = 10;

const bits = fc.integer({ min: 0, max: 255 });
const finalBits: fc.Arbitrary<number | null> = fc.option(bits, { freq: 8, nil: null });
const key = fc.nat({ max: keys.length - 1 });

const copy = fc.record({
  node: fc.nat({ max: nodes.length - 1 }),
  leaves: fc.constantFrom(null, 'rolled-back' as const, 'erased' as const, 'discarded' as const),
  other: fc.integer({ min: 1, max: 7 }),
});

const write: fc.Arbitrary<PlannedWrite> = fc.record({
  kind: fc.constantFrom('write' as const, 'append' as const, 'delete' as const),
  key,
  outcome: fc.constantFrom('ok' as const, 'ok' as const, 'fail' as const, 'info' as const),
  takes: fc.integer({ min: 2, max: 40 }),
  knows: bits,
  copies: fc.uniqueArray(copy, { maxLength: 3, selector: ({ node }) => node }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 7 }),
  reads: fc.array(fc.record({ key, at: fc.nat({ max: 120 }), returned: bits }), { maxLength: 6 }),
  finals: fc.tuple(finalBits, finalBits),
  down: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
});

/** The ids of the writes to a key that the bits choose, oldest first. */
function chosenOf(plan: Plan, ofKey: number, choice: number): number[] {
  const ids = plan.writes.flatMap((one, index) => (one.key === ofKey ? [index + 1] : []));
  return ids.filter((_, place) => Math.floor(choice / 2 ** place) % 2 === 1);
}

/** Those of them that have a value, which a read can return. */
export function chosen(plan: Plan, ofKey: number, choice: number): number[] {
  return chosenOf(plan, ofKey, choice).filter((id) => plan.writes[id - 1]?.kind !== 'delete');
}

/** What a write of the plan knew of directly. */
export function knownBy(plan: Plan, id: number): number[] {
  const { key: own = 0, knows = 0 } = plan.writes[id - 1] ?? {};
  return chosenOf(plan, own, knows).filter((other) => other < id);
}

export interface Spelling {
  readonly shift: number;
  readonly names: readonly string[];
}

/** Writes a plan down, all times shifted (milliseconds) and keys under other names if asked. */
export function chronicleOfPlan(
  plan: Plan,
  { shift, names }: Spelling = { shift: 0, names: keys },
): Chronicle {
  const story = chronicleOf({ nodes });
  const nameOf = (index: number): string => names[index] ?? '';
  plan.writes.forEach((one, index) => {
    const at = shift + (index + 1) * spacing;
    const id = story[one.kind](nameOf(one.key), at, at + one.takes, { outcome: one.outcome });
    for (const { node, leaves, other } of one.copies) {
      story.stored(id, nodes[node] ?? '', at + 1, knownBy(plan, id));
      if (leaves === null) continue;
      story.left(leaves, id, nodes[node] ?? '', shift + 200, leaves === 'discarded' ? other : 0);
    }
  });
  for (const { key: own, at, returned } of plan.reads) {
    story.read(nameOf(own), shift + at, shift + at + 1, chosen(plan, own, returned));
  }
  plan.finals.forEach((choice, own) => {
    story.final(nameOf(own), choice === null ? null : chosen(plan, own, choice));
  });
  plan.down.forEach((isDown, node) => {
    if (isDown) story.contents(nodes[node] ?? '', null);
  });
  return story.chronicle();
}
