/**
 * What a guarantee demands of registers: for every later operation of a session, that the version it
 * is about is not older than the version the session knew of the key. One demand for each is enough:
 * of several known versions the one counts that is the last to be over, or the one that the demand
 * before was about.
 */
import type { Causality } from '../causal/causality.js';
import { at } from '../causal/groups.js';
import { told } from '../causal/observations.js';
import { beginning, type CertainOrder } from './certain-order.js';
import { isBound, makesKnown, type Rule } from './guarantees.js';

export interface Demand {
  /** The version that must not be the newer one, and the operation by which the session knew it. */
  readonly known: number;
  readonly knownBy: number;
  /** The version that must not be the older one, and the operation about it. */
  readonly bound: number;
  readonly boundBy: number;
}

/** All demands on registers, in the order of invocation; those that hold in any case are left out. */
export function demandsOf(causality: Causality, order: CertainOrder, rule: Rule): Demand[] {
  const { operations, keys, keyOf, sessionOf, sessionCount } = causality;
  const demands: Demand[] = [];
  const endOf = (version: number): number => order.to[version] as number;
  const known = new Map<number, { version: number; by: number }>();
  for (let node = 0; node < operations.length; node++) {
    const key = at(keyOf, node);
    const version = keys[key]?.shape === 'register' ? versionAt(causality, node) : null;
    if (version === null) continue;
    const lane = key * sessionCount + at(sessionOf, node);
    const before = known.get(lane);
    const isDemanded = isBound(rule, causality, node);
    if (isDemanded && before !== undefined && before.version !== version) {
      demands.push({ known: before.version, knownBy: before.by, bound: version, boundBy: node });
    }
    if (version === beginning || !makesKnown(rule, causality, node, version)) continue;
    // What is bound and makes known: the demand leads on from the one before.
    const isNext = isDemanded && at(order.isTotal, key) === 0;
    if (before === undefined || isNext || endOf(before.version) <= endOf(version)) {
      known.set(lane, { version, by: node });
    }
  }
  return demands;
}

/** The version of a register that an operation wrote or read; null when that is not known. */
function versionAt({ isWrite, told: tells, sources }: Causality, node: number): number | null {
  if (at(isWrite, node) === 1) return node;
  const tale = at(tells, node);
  if (tale === told.beginning) return beginning;
  return tale === told.versions ? at(sources.members, at(sources.start, node)) : null;
}
