/**
 * How the tests run, in four projects: `unit`; `properties` and `protocols`, which draw many runs and may take longer, the latter
 * of databases; and `cli`, which needs the built package. Every file in test/ belongs to exactly one of them.
 */
import { defineConfig } from 'vitest/config';

const properties = ['test/properties/**/*.test.ts'];
const protocols = ['test/protocols/**/*.test.ts'];
const drawn = [...properties, ...protocols];
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
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...drawn, ...built] },
      },
      { extends: true, test: { name: 'properties', include: properties, testTimeout: 120_000 } },
      { extends: true, test: { name: 'protocols', include: protocols, testTimeout: 120_000 } },
      { extends: true, test: { name: 'cli', include: built, testTimeout: 120_000 } },
    ],
  },
});
