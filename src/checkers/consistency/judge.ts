/**
 * The front door for observed histories: asks the checker of every level that somebody wants to know
 * about. Needs no truth about the inside of the database.
 */
import type { History } from '../../history/history.js';
import { causalLevels } from '../causal/causal.js';
import type { CausalLevel } from '../causal/contradictions.js';
import { linearizable } from '../linearizable/linearizable.js';
import type { SearchBudget } from '../linearizable/search/search.js';
import { modelChoice, type ModelChoice } from '../models/choice.js';
import type { Model } from '../models/model.js';
import { sequential } from '../sequential/sequential.js';
import { sessionGuarantee } from '../sessions/sessions.js';
import type { Level, LevelResult } from './result.js';

export interface JudgeOptions {
  readonly levels: readonly Level[];
  /** What the objects of the history are. Default: by key, the weakest model that knows its actions. */
  readonly model?: Model | null;
  readonly budget?: Partial<SearchBudget>;
}

/** What a search may spend, in all: a minute or so of one core. */
const usualBudget: SearchBudget = { steps: 50_000_000 };

/**
 * Judges a history, level by level in the order asked for. Every operation must fit its model (misfits.ts).
 */
export function judge(history: History, options: JudgeOptions): readonly LevelResult[] {
  const budget = { ...usualBudget, ...options.budget };
  const model = modelChoice(options.model ?? null);
  // The two causal levels share most of their work.
  const both = options.levels.filter(isCausal);
  const causalResults = both.length === 0 ? [] : causalLevels(history, both, model);
  return options.levels.map((level) => {
    if (isCausal(level)) return causalResults[both.indexOf(level)] as LevelResult;
    return judgeLevel(level, history, { model, budget });
  });
}

function isCausal(level: Level): level is CausalLevel {
  return level === 'causal' || level === 'causallyConvergent';
}

function judgeLevel(
  level: Exclude<Level, CausalLevel>,
  history: History,
  options: {
    readonly model: ModelChoice;
    readonly budget: SearchBudget;
  },
): LevelResult {
  switch (level) {
    case 'linearizable':
      return linearizable(history, options);
    case 'sequential':
      return sequential(history, options);
    case 'readYourWrites':
    case 'monotonicReads':
    case 'monotonicWrites':
    case 'writesFollowReads':
      return sessionGuarantee(history, level, options.model);
  }
}
