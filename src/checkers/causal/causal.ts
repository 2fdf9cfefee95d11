/**
 * Whether a history is causally consistent (CC), and whether all sessions could agree on one order
 * besides (CCv, causal convergence). Decided without a search where reads name the writes they saw:
 * by the bad patterns of Bouajjani, Enea, Guerraoui and Hamza (patterns.ts), in O(operations ×
 * sessions) with vector clocks. Real time does not count here, only sessions and reads.
 */
import type { History } from '../../history/history.js';
import { leftOutForScope } from '../consistency/left-out.js';
import type { LevelResult, Undecided, Violation } from '../consistency/result.js';
import { modelChoice, type ModelChoice } from '../models/choice.js';
import { causalityOf, type Causality } from './causality.js';
import { mostEntries } from './clocks.js';
import { contradictions, firstContradiction, judged, type CausalLevel } from './contradictions.js';
import { minimised } from './minimise.js';
import { observe } from './observations.js';

/** At most so many violations are explained: the first ones. */
const mostViolations = 100;

/** Judges one of the two levels. */
export function causal(
  history: History,
  level: CausalLevel,
  model = modelChoice(null),
): LevelResult {
  return causalLevels(history, [level], model)[0] as LevelResult;
}

/** Judges both levels in one go, in the order asked for. */
export function causalLevels(
  { operations }: History,
  levels: readonly CausalLevel[],
  model: ModelChoice,
): readonly LevelResult[] {
  const causality = causalityOf(observe(operations, model));
  const { sessionCount } = causality;
  const count = causality.operations.length;
  if (count * sessionCount > mostEntries) {
    const reason = `${sessionCount} sessions of ${count} operations need too much memory`;
    const whole = [{ part: '', reason }];
    return levels.map((level) => resultOf(level, causality, [], whole));
  }
  const past = judged(causality);
  const undecided = undecidedKeys(causality);
  return levels.map((level) => {
    const found = contradictions(past, level, operations).slice(0, mostViolations);
    const least = minimised(found, operations, (fewer) => firstContradiction(fewer, level, model));
    return resultOf(level, causality, least, undecided);
  });
}

/** Keys that were not judged, or not wholly, in the order of their names. What was judged stays true. */
function undecidedKeys({ keys }: Causality): readonly Undecided[] {
  const undecided = keys.flatMap(({ name: part, reason }) =>
    reason === null ? [] : { part, reason },
  );
  return undecided.sort((a, b) => (a.part < b.part ? -1 : 1));
}

function resultOf(
  level: CausalLevel,
  { operations, keys, sessionCount, leftOut, sources }: Causality,
  violations: readonly Violation[],
  undecided: readonly Undecided[],
): LevelResult {
  const verdict = violations.length > 0 ? 'invalid' : undecided.length > 0 ? 'unknown' : 'valid';
  const scope = {
    operations: operations.length,
    keys: keys.length,
    leftOut: leftOutForScope(leftOut),
    methods: ['bad patterns'],
  };
  // Every operation has a clock, and every read joins and asks as many entries as there are sessions.
  const steps = operations.length + sources.members.length * sessionCount;
  return { level, verdict, scope, violations, undecided, order: null, steps };
}
