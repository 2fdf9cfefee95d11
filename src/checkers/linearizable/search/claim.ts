/**
 * What explanations are made of: claims that some operations contradict each other, and small searches that
 * put claims to the test, out of one allowance of steps.
 */
import type { ObservedOperation } from '../../../history/history.js';
import type { Verdict } from '../../verdict.js';
import { isReadOnly, type Model } from '../../models/model.js';
import { DepthFirst } from './depth-first.js';
import { prepare } from './part.js';

/**
 * That no order has all the certain operations, even if every optional one may take effect at any time after
 * its invocation, or never. Who makes a certain operation optional, or leaves out a read-only one or an optional
 * one, claims more: whatever order there was, there still is. So what follows from the smaller claim holds for
 * the history.
 */
export interface Claim {
  /** The state before all of them. */
  readonly initial: unknown;
  readonly certain: readonly ObservedOperation[];
  readonly optional: readonly ObservedOperation[];
}

export function claimOf(operations: readonly ObservedOperation[], model: Model): Claim {
  return {
    initial: model.initial(),
    certain: operations.filter(({ outcome }) => outcome === 'ok'),
    optional: operations.filter(({ outcome }) => outcome !== 'ok'),
  };
}

/** The claim with some of its certain operations made optional. */
export function relaxed(
  claim: Claim,
  operations: ReadonlySet<ObservedOperation>,
  model: Model,
): Claim {
  const changing = [...operations].filter((operation) => !isReadOnly(model, operation));
  return {
    initial: claim.initial,
    certain: claim.certain.filter((operation) => !operations.has(operation)),
    optional: [...claim.optional, ...changing],
  };
}

/** A claim with the search that found no order. */
export interface Proven {
  readonly claim: Claim;
  readonly proof: DepthFirst;
}

/** Without what comes after the point where the search got stuck: it had no part in the proof. */
export function narrowed({ claim, proof }: Proven, model: Model): Proven {
  const end = proof.stuckAt;
  const late = new Set(claim.certain.filter((operation) => operation.end > end));
  const { initial, certain, optional } = relaxed(claim, late, model);
  const early = optional.filter(({ start }) => start <= end);
  return { claim: { initial, certain, optional: early }, proof };
}

/** No single search may use up the allowance. */
const TRIAL_STEPS = 20_000;

export class Trials {
  readonly model: Model;
  readonly #allowance: number;
  #left: number;

  constructor(model: Model, allowance: number) {
    this.model = model;
    this.#allowance = allowance;
    this.#left = allowance;
  }

  get steps(): number {
    return this.#allowance - this.#left;
  }

  get isHalfSpent(): boolean {
    return this.#left < this.#allowance / 2;
  }

  /** Whether something is left to search for an order of so many operations. */
  affords({ certain, optional }: Claim): boolean {
    return certain.length + optional.length < this.#left;
  }

  /** Pays for other work; false when it is too dear. */
  pays(steps: number): boolean {
    if (steps > this.#left) return false;
    this.#left -= steps;
    return true;
  }

  /** The search for an order. Its preparation costs a step an operation. Null when there is too little left. */
  search({ initial, certain, optional }: Claim, limit = TRIAL_STEPS): DepthFirst | null {
    if (!this.pays(certain.length + optional.length)) return null;
    const operations = [...certain, ...optional.map(asOptional)];
    const walk = new DepthFirst(prepare(operations, this.model, initial));
    walk.advance(Math.min(this.#left, limit));
    this.#left -= walk.steps;
    return walk;
  }

  verdict(claim: Claim): Verdict {
    return this.search(claim)?.verdict ?? 'unknown';
  }

  /** The claim, narrowed, if it can be proved. */
  proven(claim: Claim, limit?: number): Proven | null {
    const proof = this.search(claim, limit);
    return proof?.verdict === 'invalid' ? narrowed({ claim, proof }, this.model) : null;
  }
}

/** Its answer stays: if it took effect, it did so as it was answered. */
function asOptional(operation: ObservedOperation): ObservedOperation {
  return { ...operation, outcome: 'info', end: Infinity };
}
