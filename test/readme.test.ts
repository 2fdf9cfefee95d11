/**
 * The README tells the truth: a reader follows it in a fresh folder. Commands below `<!-- test -->` succeed,
 * a block below `<!-- output -->` is what the commands before it print, TypeScript compiles against the
 * built package and runs, scenarios run as they expect, and the picture is real.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeBlocks, type CodeBlock } from './support/markdown.js';
import {
  createReader,
  removeReader,
  runCommands,
  runExample,
  runScenario,
  type Outcome,
  type Reader,
} from './support/reader.js';

const blocks = codeBlocks(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'));

let reader: Reader;
beforeAll(() => {
  reader = createReader();
});
afterAll(() => {
  removeReader(reader);
});

function isTold(language: string, marker: string): readonly CodeBlock[] {
  return blocks.filter((block) => block.language === language && block.marker === marker);
}

const success = { status: 0 };

it.each(isTold('sh', 'test'))('runs the commands in line $line', (block) => {
  const outcome: Outcome = runCommands(reader, block);
  expect(outcome).toMatchObject(success);
  const next = blocks[blocks.indexOf(block) + 1];
  if (next?.marker === 'output') expect(outcome.stdout.trim()).toBe(next.text.trim());
});

it.each(blocks.filter(({ language }) => language === 'ts'))(
  'compiles and runs the example in line $line',
  (block) => {
    expect(runExample(reader, block)).toMatchObject(success);
  },
);

it.each(blocks.filter(({ language }) => language === 'yaml'))(
  'runs the scenario in line $line as it expects',
  (block) => {
    expect(runScenario(reader, block)).toMatchObject(success);
  },
);

it.each([
  ['a run', 'npx quorate run 15-split-brain'],
  [
    'a contradiction',
    'npx quorate check --import ./examples/own-model.js examples/own-model.jsonl',
  ],
])('shows real output in its picture of %s', (what, text) => {
  const pictures = blocks.filter(({ language }) => language === 'text');
  const picture = pictures[what === 'a run' ? 0 : 1];
  const { stdout } = runCommands(reader, { language: 'sh', marker: '', line: 0, text });
  expect(picture?.text.length).toBeGreaterThan(400);
  expect(stdout.startsWith(picture?.text.trimEnd() ?? 'no picture')).toBe(true);
});
