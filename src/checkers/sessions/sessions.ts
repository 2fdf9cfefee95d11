/**
 * Session guarantees of histories whose order of writes nobody tells: what can be said for certain.
 * `invalid`: no order of the writes that respects what is certain keeps the guarantee. `valid`: every
 * one does. `unknown`: some do. Certain is real time between writes that do not overlap, or the
 * database's own revisions, or the order in lists. Guarantees are judged key by key; what crosses keys
 * is a matter of causal consistency.
 */
import type { History } from '../../history/history.js';
import { causalityOf, type Causality } from '../causal/causality.js';
import { at } from '../causal/groups.js';
import { minimised } from '../causal/minimise.js';
import { observe, told } from '../causal/observations.js';
import { leftOutForScope } from '../consistency/left-out.js';
import type { LevelResult, Undecided, Violation } from '../consistency/result.js';
import { modelChoice } from '../models/choice.js';
import { judgeElements } from './elements.js';
import type { Guarantee } from './guarantees.js';
import { judgeRegisters } from './registers.js';

export function sessionGuarantee(
  { operations }: History,
  guarantee: Guarantee,
  model = modelChoice(null),
): LevelResult {
  const causality = causalityOf(observe(operations, model));
  const { violations: found, open } = judged(causality, guarantee);
  const violations = minimised(
    found,
    operations,
    (fewer) => judged(causalityOf(observe(fewer, model)), guarantee).violations[0] ?? null,
  );
  const undecided = undecidedSessions(causality, open);
  const scope = {
    operations: causality.operations.length,
    keys: causality.keys.length,
    leftOut: leftOutForScope(causality.leftOut),
    methods: ['certain order'],
  };
  const verdict = violations.length > 0 ? 'invalid' : undecided.length > 0 ? 'unknown' : 'valid';
  const steps = causality.operations.length + causality.sources.members.length;
  return { level: guarantee, verdict, scope, violations, undecided, order: null, steps };
}

function judged(
  causality: Causality,
  guarantee: Guarantee,
): { readonly violations: readonly Violation[]; readonly open: ReadonlyMap<string, number> } {
  const { violations, open } = judgeRegisters(causality, guarantee);
  const all = [...violations, ...judgeElements(causality, guarantee)].sort(
    (a, b) => (a.operations[0] ?? 0) - (b.operations[0] ?? 0) || (a.key < b.key ? -1 : 1),
  );
  return { violations: all, open };
}

/** Sessions of which something is not known, in the order of their names. */
function undecidedSessions(
  { operations, told: tells, isWrite, keys, keyOf }: Causality,
  open: ReadonlyMap<string, number>,
): readonly Undecided[] {
  const unmatched = new Map<string, number>();
  for (const [node, { session }] of operations.entries()) {
    const tale = at(tells, node);
    const isJudged = tale === told.beginning || tale === told.versions;
    const isOfNoKind = keys[at(keyOf, node)]?.shape === null;
    if (isOfNoKind || (at(isWrite, node) === 0 && !isJudged)) {
      unmatched.set(session, (unmatched.get(session) ?? 0) + 1);
    }
  }
  return [...new Set([...open.keys(), ...unmatched.keys()])].sort().map((part) => {
    const pairs = open.get(part) ?? 0;
    const others = unmatched.get(part) ?? 0;
    const ofPairs =
      pairs === 1 ? 'one pair of writes overlaps' : `${pairs} pairs of writes overlap`;
    const ofOthers = others === 1 ? 'one operation' : `${others} operations`;
    const reasons = [
      ...(pairs > 0 ? [`${ofPairs}, and nothing tells their order`] : []),
      ...(others > 0 ? [`nobody can tell which writes ${ofOthers} saw or made`] : []),
    ];
    return { part, reason: reasons.join('; ') };
  });
}
