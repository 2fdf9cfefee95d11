/** The closing line of a test run, counted from what vitest hands to its reporters. */
import { expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { closingLine, tally } from '../../scripts/closing-line.js';

/** As much of a test file as the closing line looks at. */
function testFile(states: readonly string[], errors: readonly unknown[] = []): TestModule {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  const children = { allTests: () => tests, allSuites: () => [{ errors: () => [] }] };
  return { errors: () => errors, children } as unknown as TestModule;
}

it('names skipped tests only when there are some', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

it('counts the tests of all files by their result', () => {
  const files = [testFile(['passed', 'failed']), testFile(['passed', 'skipped'])];
  expect(tally(files, [])).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it('counts as failed what did not end, could not be loaded, or broke outside a test', () => {
  const files = [testFile(['pending']), testFile([], [new Error('cannot be loaded')])];
  expect(tally(files, [{ message: 'unhandled' }])).toEqual({ passed: 0, failed: 3, skipped: 0 });
});
