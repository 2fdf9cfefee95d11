/**
 * The last line of a test run, `12 passed, 0 failed`, for tools that read only the end of a log. Results of
 * test files, as vitest hands them out, come in.
 */

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Tally */

/**
 * The closing line; skipped tests are named only when there are some.
 *
 * @param {Tally} tally
 */
export function closingLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/**
 * Counts tests by result. What failed outside a test (loading a file, a hook, anything unhandled) is one
 * failure each.
 *
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly unknown[]} unhandledErrors
 * @returns {Tally}
 */
export function tally(modules, unhandledErrors) {
  const states = modules.flatMap((module) => [
    ...[module, ...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map(() => 'failed'),
    ),
    ...[...module.children.allTests()].map((test) => test.result().state),
  ]);
  /** @param {string} state */
  const count = (state) => states.filter((other) => other === state).length;
  return {
    passed: count('passed'),
    failed: count('failed') + count('pending') + unhandledErrors.length,
    skipped: count('skipped'),
  };
}
