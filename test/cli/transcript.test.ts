/** The tester tested: how documents are read and how output is compared. */
import { describe, expect, it } from 'vitest';
import { outputMatches, parseTranscript, withOutput } from '../support/transcript.js';

const document = [
  'Prose.',
  '```yaml file=a.yaml',
  'name: A',
  '```',
  'More prose.',
  '```console exit=1',
  '$ quorate run a.yaml',
  'Failed.',
  '```',
  '```sh',
  'ignored',
  '```',
  '',
].join('\n');

describe('a transcript', () => {
  it('yields its files and its commands with their exit codes', () => {
    expect(parseTranscript(document)).toEqual({
      files: [{ name: 'a.yaml', content: 'name: A\n' }],
      commands: [{ command: 'quorate run a.yaml', expected: 'Failed.\n', exitCode: 1, line: 7 }],
    });
  });

  it('refuses a console block without a command', () => {
    expect(() => parseTranscript('```console\noutput\n```\n')).toThrow('line 2');
  });

  it('can be rewritten with what a command really prints', () => {
    const [command] = parseTranscript(document).commands;
    expect(command && withOutput(document, command, 'Costs $& and more.\n')).toContain(
      '$ quorate run a.yaml\nCosts $& and more.\n```',
    );
  });
});

describe('expected output', () => {
  it.each([
    ['a\nb\n', 'a\nb\n', true],
    ['a\n', 'a\nb\n', false],
    ['a\nb\n', 'a\n', false],
    ['a', 'a\n', false],
    ['', '', true],
    ['', 'a\n', false],
    ['a\n...\nd\n', 'a\nb\nc\nd\n', true],
    ['a\n...\nd\n', 'a\nd\n', true],
    ['a\n...\nd\n', 'a\nb\n', false],
    ['...\nd\n', 'c\nd\n', true],
    ['a.c\n', 'abc\n', false],
    ['a [...] (c) [...]\n', 'a b (c) d e\n', true],
    ['a [...] (c)\n', 'a b c\n', false],
    ['[...]\n', 'a\nb\n', false],
  ])('%j against %j: %s', (expected, output, matches) => {
    expect(outputMatches(expected, output)).toBe(matches);
  });
});
