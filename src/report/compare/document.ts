/** A comparison as the JSON of schema.ts. */
import type { Axis } from '../../experiments/compare/axis.js';
import type { Comparison } from '../../experiments/compare/comparison.js';
import type { ComparisonDocument } from './schema.js';

/** The document of `quorate compare --json`. */
export function comparisonDocument(
  { baseline, seeds, runs, stopped, metrics, variants }: Comparison,
  axes: readonly Axis[],
): ComparisonDocument {
  return {
    formatVersion: 1,
    kind: 'quorate comparison',
    baseline,
    seeds,
    runs,
    stopped,
    axes: axes.map(({ path, values }) => ({ path, values: [...values] })),
    metrics: [...metrics],
    variants: variants.map(({ name, scenario, settings, outcomes, pacelc, verdicts, numbers }) => ({
      name,
      scenario,
      settings: [...settings],
      outcomes,
      pacelc,
      verdicts: Object.fromEntries(verdicts.map((one) => [one.name, one.runs])),
      numbers: Object.fromEntries(numbers.map(({ path, ...number }) => [path, number])),
    })),
  };
}
