/**
 * How the tests run, in three projects: `unit`; `properties`, which draw many runs and may take longer; and
 * `cli`, which needs the built package. Every file in test/ belongs to exactly one of them.
 */
import { defineConfig } from 'vitest/config';

const properties = ['test/properties/**/*.test.ts'];
const built = ['test/cli/**/*.test.ts', 'test/built/**/*.test.ts', 'test/readme.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // No test replaces modules, so files can share a process: that halves the time.
    isolate: false,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/cli/**'] },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...properties, ...built] },
      },
      { extends: true, test: { name: 'properties', include: properties, testTimeout: 120_000 } },
      { extends: true, test: { name: 'cli', include: built, testTimeout: 120_000 } },
    ],
  },
});
