/**
 * All that contradicts causality in some operations: asks the patterns, the first of each key, and
 * explains what they find. Not yet minimal (minimise.ts).
 */
import { byKey, type ObservedOperation } from '../../history/history.js';
import type { Level, Violation } from '../consistency/result.js';
import type { ModelChoice } from '../models/choice.js';
import { causalityOf, topologicalOrder, type Causality } from './causality.js';
import { clocksOf } from './clocks.js';
import { conflictOrder, cyclicCF } from './conflicts.js';
import { listAgainstCO, missingElement, type Listed } from './elements.js';
import {
  factsOn,
  impossibleRead,
  indexOf,
  note,
  noteOrder,
  noteReading,
  noteSteps,
  violationOf,
  type Facts,
} from './explain.js';
import { at } from './groups.js';
import { lanesOf } from './lanes.js';
import { observe } from './observations.js';
import { pastOf, type Past } from './past.js';
import { cyclicCO, thinAirRead, writeCOInitRead, writeCORead } from './patterns.js';

export type CausalLevel = 'causal' | 'causallyConvergent';

/** A history with its clocks. */
export interface Judged extends Past {
  /** In causal order; a cycle, and what is after one, are missing. */
  readonly order: Int32Array;
}

export function judged(causality: Causality): Judged {
  const order = topologicalOrder(causality, null);
  const clocks = clocksOf(causality, order, null);
  return { ...pastOf(causality, clocks, lanesOf(causality)), order };
}

/** The first contradiction of every key, in the order of their first operations. */
export function contradictions(
  history: Judged,
  level: CausalLevel,
  all: readonly ObservedOperation[],
): readonly Violation[] {
  const reads = contradictingReads(history, level, all);
  const found = [...reads, ...causalCycles(history, level), ...conflictCycles(history, level)];
  const first = new Map<string, Violation>();
  for (const violation of found) if (!first.has(violation.key)) first.set(violation.key, violation);
  return [...first.values()].sort(
    (a, b) => (a.operations[0] ?? 0) - (b.operations[0] ?? 0) || (a.key < b.key ? -1 : 1),
  );
}

/** Asks the patterns of reads, for every key until one of them is found. */
function contradictingReads(
  history: Judged,
  level: Level,
  all: readonly ObservedOperation[],
): readonly Violation[] {
  const { causality } = history;
  const { isWrite, keyOf, keys } = causality;
  const violations: Violation[] = [];
  const isWrong = new Uint8Array(keys.length);
  let ofKeys: ReturnType<typeof byKey> | null = null;
  const ofKey = (key: number): readonly ObservedOperation[] =>
    (ofKeys ??= byKey(all)).get(keys[key]?.name ?? '') ?? [];
  const listed = new Map<number, Listed>();
  for (let node = 0; node < isWrite.length; node++) {
    const key = at(keyOf, node);
    if (at(isWrite, node) === 1 || at(isWrong, key) === 1) continue;
    const violation = thinAirRead(causality, node)
      ? impossibleRead(causality, level, node, ofKey(key))
      : keys[key]?.shape === 'register'
        ? contradictingRegister(history, level, node)
        : contradictingElements(history, level, node, listed);
    if (violation === null) continue;
    isWrong[key] = 1;
    violations.push(violation);
  }
  return violations;
}

function contradictingRegister(past: Judged, level: Level, read: number): Violation | null {
  const first = writeCOInitRead(past, read);
  if (first >= 0) {
    const facts = factsFrom(past);
    noteReading(facts, read, null);
    noteOrder(facts, first, read, past.clocks);
    return violationOf(facts, level, 'beginning read after a write', read);
  }
  const newer = writeCORead(past, read);
  if (newer < 0) return null;
  const { sources } = past.causality;
  const source = at(sources.members, at(sources.start, read));
  const facts = factsFrom(past);
  noteReading(facts, read, source);
  noteOrder(facts, source, newer, past.clocks);
  noteOrder(facts, newer, read, past.clocks);
  return violationOf(facts, level, 'replaced value read', read);
}

function contradictingElements(
  past: Judged,
  level: Level,
  read: number,
  listed: Map<number, Listed>,
): Violation | null {
  const { causality } = past;
  const facts = factsFrom(past);
  const missing = missingElement(past, read);
  if (missing >= 0) {
    noteOrder(facts, missing, read, past.clocks);
    const operations = [indexOf(facts, missing), indexOf(facts, read)];
    note(facts, { rule: 'fact', operations, text: 'The read does not contain the element.' });
    return violationOf(facts, level, 'element missing', read);
  }
  if (causality.keys[at(causality.keyOf, read)]?.shape !== 'list') return null;
  const pair = listAgainstCO(past, read, listed);
  if (pair === null) return null;
  const [later, earlier] = pair;
  noteReading(facts, read, later);
  noteReading(facts, read, earlier);
  noteOrder(facts, earlier, later, past.clocks);
  const operations = [indexOf(facts, later), indexOf(facts, earlier), indexOf(facts, read)];
  const text = 'The read has the two elements in the opposite order.';
  note(facts, { rule: 'fact', operations, text });
  return violationOf(facts, level, 'list against the causal order', read);
}

function factsFrom({ causality }: Past): Facts {
  return factsOn({ causality, bounds: { index: null } });
}

/** CyclicCO. */
function causalCycles(history: Judged, level: Level): readonly Violation[] {
  const cycle = cyclicCO(history.causality, history.order);
  const [first] = cycle;
  if (first === undefined) return [];
  const facts = factsFrom(history);
  noteSteps(facts, cycle);
  return [violationOf(facts, level, 'cycle in the causal order', first.before)];
}

/** CyclicCF; only asked when the causal order has no cycle itself. */
function conflictCycles(history: Judged, level: CausalLevel): readonly Violation[] {
  const { causality, order } = history;
  if (level === 'causal' || order.length < causality.operations.length) return [];
  return [...cyclicCF(history, conflictOrder(history))].map((cycle) => {
    const facts = factsFrom(history);
    noteSteps(facts, cycle);
    const about = cycle.find(({ by }) => typeof by === 'object') ?? cycle[0];
    return violationOf(facts, level, 'cycle in the conflict order', about?.after ?? 0);
  });
}

/** What contradicts itself first among a few operations. */
export function firstContradiction(
  operations: readonly ObservedOperation[],
  level: CausalLevel,
  model: ModelChoice,
): Violation | null {
  return (
    contradictions(judged(causalityOf(observe(operations, model))), level, operations)[0] ?? null
  );
}
