/**
 * Contradictions of causality in words of the report: which operations, and the chain of facts. What
 * patterns find in nodes goes in, violations go out; minimise.ts makes them small.
 */
import { identityOf, isList, type ObservedOperation, type Value } from '../../history/history.js';
import { failedWrites, operationsIn } from '../consistency/because.js';
import type { Because, Level, Violation } from '../consistency/result.js';
import type { Causality, Conclusion } from './causality.js';
import type { Clocks } from './clocks.js';
import { at } from './groups.js';
import { told } from './observations.js';
import { shortestPath, type Bounds, type Step } from './paths.js';

/** What an explanation walks along. */
export interface Ground {
  readonly causality: Causality;
  readonly bounds: Bounds;
}

/** The facts of an explanation, each once, in the order in which they are needed. */
export interface Facts {
  readonly ground: Ground;
  readonly because: Map<string, Because>;
  /** The conclusions whose facts are noted. */
  readonly explained: Set<Conclusion>;
}

export function factsOn(ground: Ground): Facts {
  return { ground, because: new Map(), explained: new Set() };
}

/** A violation of all operations that its facts are about. */
export function violationOf(
  { ground, because }: Facts,
  level: Level,
  kind: string,
  about: number,
): Violation {
  const { operations } = ground.causality;
  const facts = [...because.values()];
  const { key } = operations[about] as ObservedOperation;
  return { level, kind, key, operations: operationsOf(facts), minimal: false, because: facts };
}

/** The operations that facts are about, by index, in the order of invocation. */
export function operationsOf(facts: readonly Because[]): readonly number[] {
  return [...new Set(facts.flatMap(operationsIn))].sort((a, b) => a - b);
}

/** Notes a fact, unless it is known. */
export function note({ because }: Facts, fact: Because): void {
  const name = JSON.stringify(fact);
  if (!because.has(name)) because.set(name, fact);
}

/** The index of a node's operation in its history. */
export function indexOf({ ground }: Facts, node: number): number {
  return (ground.causality.operations[node] as ObservedOperation).index;
}

/** That a read returned what a write wrote, or the beginning. */
export function noteReading(facts: Facts, read: number, write: number | null): void {
  const index = indexOf(facts, read);
  if (write === null) note(facts, { rule: 'reads the beginning', read: index });
  else note(facts, { rule: 'reads from', write: indexOf(facts, write), read: index });
}

/** Why one node is before another one, and, when that takes several steps, that it is. */
export function noteOrder(facts: Facts, before: number, after: number, clocks?: Clocks): void {
  const { causality, bounds } = facts.ground;
  const bounded = clocks && shortestPath(causality, before, after, { ...bounds, clocks });
  // What is after a cycle has no clock, and is found all the same.
  const path = bounded ?? shortestPath(causality, before, after, bounds) ?? [];
  noteSteps(facts, path);
  if (path.length < 2 || path.some(({ by }) => typeof by === 'object')) return;
  const order = { before: indexOf(facts, before), after: indexOf(facts, after) };
  note(facts, { rule: 'causal order', ...order });
}

export function noteSteps(facts: Facts, steps: readonly Step[]): void {
  for (const { before, after, by } of steps) {
    if (by === 'reads from') noteReading(facts, after, before);
    else if (by === 'session') {
      note(facts, { rule: by, before: indexOf(facts, before), after: indexOf(facts, after) });
    } else noteConclusion(facts, by);
  }
}

/** The facts that a conclusion rests on, among them conclusions before it, and the conclusion. */
function noteConclusion({ ground, because, explained }: Facts, conclusion: Conclusion): void {
  if (explained.has(conclusion)) return;
  explained.add(conclusion);
  const { before, after, read, kind } = conclusion;
  const { causality, bounds } = ground;
  const earlier = { ...bounds, conclusions: bounds.index?.conclusions.indexOf(conclusion) ?? 0 };
  const facts = { ground: { causality, bounds: earlier }, because, explained };
  const [older, newer] = [indexOf(facts, before), indexOf(facts, after)];
  if (kind === 'missed') {
    noteMissed(facts, before, after);
    return;
  }
  if (kind === 'listed') noteReading(facts, read, before);
  else noteOrder(facts, before, read);
  noteReading(facts, read, after);
  note(facts, { rule: 'conflict order', before: older, after: newer });
}

/** Why a read comes before a write that it does not know of. */
function noteMissed(facts: Facts, read: number, write: number): void {
  const { keys, keyOf, sources } = facts.ground.causality;
  const operations = [indexOf(facts, read), indexOf(facts, write)];
  if (keys[at(keyOf, read)]?.shape !== 'register') {
    const text = 'The read does not contain the element, so it comes before that was added.';
    note(facts, { rule: 'fact', operations, text });
    return;
  }
  const place = at(sources.start, read);
  const isOfBeginning = place === at(sources.start, read + 1);
  const source = isOfBeginning ? null : at(sources.members, place);
  noteReading(facts, read, source);
  if (source !== null) noteOrder(facts, source, write);
  const text = 'The read comes before the write that replaced what it returned.';
  note(facts, { rule: 'fact', operations, text });
}

/**
 * A read that cannot be explained by any writes at all; minimal as it is. `all`: the operations of its key
 * with the failed ones.
 */
export function impossibleRead(
  causality: Causality,
  level: Level,
  node: number,
  all: readonly ObservedOperation[],
): Violation {
  const read = causality.operations[node] as ObservedOperation;
  const { kind, fact } = impossibility(causality, node, read, all);
  const facts = factsOn({ causality, bounds: { index: null } });
  note(facts, fact);
  const violation = violationOf(facts, level, kind, node);
  return { ...violation, minimal: true, because: [fact, ...failedWrites(fact, all)] };
}

function impossibility(
  { told: tells, keys, keyOf }: Causality,
  node: number,
  read: ObservedOperation,
  all: readonly ObservedOperation[],
): { readonly kind: string; readonly fact: Because } {
  const { index, output = null } = read;
  const tale = at(tells, node);
  if (tale === told.unwritten) {
    const isRegister = keys[at(keyOf, node)]?.shape === 'register';
    const value = isRegister ? output : unwrittenIn(output, all);
    return {
      kind: 'value that nobody wrote',
      fact: { rule: 'nobody wrote it', read: index, value },
    };
  }
  const isSeveral = tale === told.several;
  const many = isList(output) ? output.length : 1;
  const text = isSeveral
    ? `A register holds one value, and this read returned ${many}.`
    : 'An element was added once, and this read returned it twice.';
  const kind = isSeveral ? 'several values at once' : 'element twice';
  return { kind, fact: { rule: 'fact', operations: [index], text } };
}

/** The element of a list or set that nobody added. */
function unwrittenIn(output: Value, all: readonly ObservedOperation[]): Value {
  const written = new Set<string>();
  for (const { action, outcome, input } of all) {
    if (action !== 'read' && outcome !== 'fail') written.add(identityOf(input));
  }
  const elements = isList(output) ? output : [];
  return elements.find((element) => !written.has(identityOf(element))) ?? output;
}
