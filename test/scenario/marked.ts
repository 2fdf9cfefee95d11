/** Scenario texts with marks: `¦` stands before every place where a problem is expected. */
import { readScenario, type ReadOptions } from '../../src/scenario/read.js';
import type { Problem } from '../../src/scenario/problem.js';

/** What every scenario needs; a text brings its own sections in place of these. */
const base: readonly (readonly [string, string])[] = [
  ['name', 'name: Test'],
  ['database', 'database: { kind: primary-replica, nodes: [n1, n2, n3] }'],
  ['clients', 'clients: [{ name: app, rate: 10/s }]'],
  ['duration', 'duration: 30s'],
];

/** The text, completed with the sections that it lacks. They come last, so that its lines keep their places. */
export function completed(text: string): string {
  const missing = base.filter(([key]) => !new RegExp(`^¦?${key}:`, 'mu').test(text));
  return [text.trimEnd(), ...missing.map(([, section]) => section), ''].join('\n');
}

export interface Marked {
  readonly text: string;
  /** `line:column` of each mark. */
  readonly places: readonly string[];
}

/** Takes the marks out of a text. */
export function unmarked(text: string): Marked {
  const places: string[] = [];
  const lines = text.split('\n').map((line, index) => {
    const [first = '', ...rest] = line.split('¦');
    let plain = first;
    for (const part of rest) {
      places.push(`${String(index + 1)}:${String(plain.length + 1)}`);
      plain += part;
    }
    return plain;
  });
  return { text: lines.join('\n'), places };
}

/** The problems of a text: errors, or the warnings of a valid scenario. */
export function problemsOf(text: string, options: Partial<ReadOptions> = {}): readonly Problem[] {
  const result = readScenario(text, { file: null, ...options });
  return result.scenario === null ? result.problems : result.warnings;
}

/** Each problem as `code line:column`. */
export function located(problems: readonly Problem[]): string[] {
  return problems.map(({ code, place }) =>
    place === null ? code : `${code} ${String(place.line)}:${String(place.column)}`,
  );
}
