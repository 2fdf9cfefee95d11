/**
 * A vitest reporter that ends the run with one plain line, `12 passed, 0 failed`, for tools that read
 * only the last lines of a log. It stands behind the default reporter in vitest.config.ts.
 */
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The closing line; skipped tests are named only when there are some. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** Counts tests by result. What failed outside a test (loading a file, a hook, anything unhandled) is one failure each. */
export function tally(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Tally {
  const states = modules.flatMap((module) => [
    ...[module, ...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map(() => 'failed' as const),
    ),
    ...[...module.children.allTests()].map((test) => test.result().state),
  ]);
  const count = (state: string) => states.filter((other) => other === state).length;
  return {
    passed: count('passed'),
    failed: count('failed') + count('pending') + unhandledErrors.length,
    skipped: count('skipped'),
  };
}

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    console.log(closingLine(tally(modules, unhandledErrors)));
  }
}
