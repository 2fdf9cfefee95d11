/**
 * What the checkers of consistency answer: a verdict, what it covers, and for every violation the few
 * operations that are a contradiction already, with the chain of facts that shows it. Plain data in
 * operation indexes; the words are the report's.
 */
import type { Value } from '../../history/history.js';
import type { Verdict } from '../verdict.js';

/** What a database may promise of a whole history, from the strongest on. */
export const levels = [
  'linearizable',
  'sequential',
  'causallyConvergent',
  'causal',
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
] as const;

export type Level = (typeof levels)[number];

export interface LevelResult {
  readonly level: Level;
  readonly verdict: Verdict;
  readonly scope: Scope;
  /** In the order of their first operations; as a rule the first of every key. */
  readonly violations: readonly Violation[];
  /** The keys (or sessions, for the session guarantees) that were not decided, and why. */
  readonly undecided: readonly Undecided[];
  /**
   * On `valid`, for the levels that promise one order: by key (by the empty text for `sequential`, whose
   * order spans all keys) the operations in that order. Whoever replays it can check the verdict.
   */
  readonly order: ReadonlyMap<string, readonly number[]> | null;
  /** Counted work, the same on every machine. */
  readonly steps: number;
}

/** What a verdict covers. */
export interface Scope {
  /** How many operations were judged. */
  readonly operations: number;
  readonly keys: number;
  /** How many were left out, and why: `failed`, `unknown reads`, `unknown writes that nobody read`. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** How it was decided: `zones`, `one pass`, `pairs`, `replay`, `search`; several for several keys. */
  readonly methods: readonly string[];
}

export interface Undecided {
  readonly part: string;
  /** In a few words: `2,000,000 steps were not enough`. */
  readonly reason: string;
}

export interface Violation {
  readonly level: Level;
  /** What kind of contradiction, in a few words that stay the same: `values overlap`. */
  readonly kind: string;
  readonly key: string;
  /** The contradiction: operation indexes in the order of invocation. */
  readonly operations: readonly number[];
  /** Taking any one of them away (a write together with its reads) leaves no contradiction. */
  readonly minimal: boolean;
  readonly because: readonly Because[];
}

/** A fact about one or two operations, by index, and the rule that it comes from. */
export type Because =
  /** `before` completed before `after` was invoked. */
  | { readonly rule: 'real time'; readonly before: number; readonly after: number }
  /** The same session issued `before` first. */
  | { readonly rule: 'session'; readonly before: number; readonly after: number }
  /** `read` returned what `write` wrote. */
  | { readonly rule: 'reads from'; readonly write: number; readonly read: number }
  /** `read` returned what was there before any write. */
  | { readonly rule: 'reads the beginning'; readonly read: number }
  /** It follows that everything about the value of `before` stands before the value of `after`. Null: the beginning. */
  | { readonly rule: 'value order'; readonly before: number | null; readonly after: number | null }
  /** It follows that `before` is causally before `after`. */
  | { readonly rule: 'causal order'; readonly before: number; readonly after: number }
  /** Whoever read `after` and knew of `before` has decided: `before` is the older one. */
  | { readonly rule: 'conflict order'; readonly before: number; readonly after: number }
  /** The database itself gave `before` the earlier place. */
  | { readonly rule: 'version order'; readonly before: number; readonly after: number }
  /** `read` returned a value that no operation, or only failed ones, wrote. */
  | { readonly rule: 'nobody wrote it'; readonly read: number; readonly value: Value }
  /** `operation` returned what the model does not allow in any state that is still possible. */
  | {
      readonly rule: 'not possible';
      readonly operation: number;
      readonly states: readonly string[];
    }
  /** Anything else, in a full sentence in which `{0}`, `{1}` … stand for the operations. */
  | { readonly rule: 'fact'; readonly operations: readonly number[]; readonly text: string };
