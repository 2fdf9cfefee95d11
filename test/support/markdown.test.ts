/** Code blocks of Markdown documents, as the tests of documents find them. */
import { expect, it } from 'vitest';
import { codeBlocks } from './markdown.js';

it('finds the code blocks of a document with their language, place and marker', () => {
  const document = [
    'Run this:',
    '<!-- test -->',
    '',
    '```sh',
    'quorate list',
    '```',
    'See:',
    '````',
    '```',
    '````',
  ].join('\n');
  expect(codeBlocks(document)).toEqual([
    { language: 'sh', text: 'quorate list\n', line: 4, marker: 'test' },
    { language: '', text: '```\n', line: 8, marker: '' },
  ]);
});

it('refuses a code block without an end', () => {
  expect(() => codeBlocks('a\n```sh\nquorate list\n')).toThrow('line 2');
});
