/** docs/testing.md tells the truth: its examples compile against the built package, run, and pass. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeBlocks } from '../support/markdown.js';
import { createReader, removeReader, runExample, type Reader } from '../support/reader.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/testing.md'), 'utf8');
const examples = codeBlocks(text).filter(({ language }) => language === 'ts');

let reader: Reader;
beforeAll(() => {
  reader = createReader();
});
afterAll(() => {
  removeReader(reader);
});

it('has examples', () => {
  expect(examples.length).toBeGreaterThan(3);
});

it.each(examples)('compiles and runs the example in line $line', (block) => {
  expect(runExample(reader, block)).toMatchObject({ status: 0 });
});
