/** Questions that cost too much to be asked of every run: somebody has to name them. */
import type { Level } from './consistency/result.js';

/** The levels that are judged by what clients saw. The session guarantees are judged by the true order. */
export const observedLevels = [
  'linearizable',
  'sequential',
  'causallyConvergent',
  'causal',
] as const satisfies readonly Level[];

export type ObservedLevel = (typeof observedLevels)[number];

export const askedFor = ['divergenceIntervals', ...observedLevels] as const;

export type AskedFor = (typeof askedFor)[number];
