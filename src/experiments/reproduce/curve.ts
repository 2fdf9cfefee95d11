/** Curves of how many trials are through, over time: what the figures of papers show. */
import { valuesOf } from './judge.js';
import type { Topic } from './published.js';
import { outcomesOf, type Reproduction } from './reproduction.js';

export interface Curve {
  readonly series: string;
  /** In ascending order; Infinity for what did not happen. */
  readonly values: readonly number[];
}

export function curvesOf(reproduction: Reproduction, { name, curves }: Topic): readonly Curve[] {
  return curves.map((series) => {
    const { outcomes } = outcomesOf(reproduction, name, series);
    return { series, values: [...valuesOf(outcomes)].sort((one, other) => one - other) };
  });
}
