/** Texts made to break the reader: each is answered with a problem, and soon. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderProblems } from '../../src/scenario/problem.js';
import { readScenario } from '../../src/scenario/read.js';
import { completed, located, problemsOf } from './marked.js';

/** Each list holds the one before it ten times. */
function bomb(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level += 1) {
    const aliases = Array.from({ length: 10 }, () => `*a${String(level - 1)}`).join(', ');
    lines.push(`a${String(level)}: &a${String(level)} [${aliases}]`);
  }
  return lines.join('\n');
}

describe('hostile texts', () => {
  it.each([
    ['aliases that explode', bomb(12), 'E106'],
    ['a list within itself', 'a: &a [*a]', 'E107'],
    ['10,000 brackets', '['.repeat(10_000), 'E107'],
    ['a million brackets', '['.repeat(1_000_000), 'E107'],
    ['10,000 braces', '{a: '.repeat(10_000), 'E107'],
    ['10,000 lists in one line', '- '.repeat(10_000), 'E107'],
    ['10,000 keys in one line', '? '.repeat(10_000), 'E107'],
    ['100 lists in one line', `${'- '.repeat(100)}x`, 'E107'],
    [
      'deep indentation',
      Array.from({ length: 1200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'E107',
    ],
    ['5 MB of garbage', 'k?{'.repeat(1_700_000), 'E004'],
    ['a key called __proto__', '__proto__: { polluted: true }', 'E208'],
  ])('%s', (_, text, code) => {
    expect(problemsOf(text).map((problem) => problem.code)).toContain(code);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes %s for any other unknown name',
    (word) => {
      const text = `${word}: 1
database: { kind: ${word} }
faults: [{ ${word}: n1 }]
expect: { ${word}: 0 }`;
      expect(located(problemsOf(completed(text))).map((one) => one.slice(0, 4))).toEqual([
        'E201',
        'E301',
        'E501',
        'E601',
      ]);
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes %s as a name like any other',
    (word) => {
      const text = `database: { kind: primary-replica, nodes: [${word}, n2] }
network: { zones: { z: [${word}] }, links: [{ between: [${word}, n2], latency: 1ms }] }
hosts: { nodes: { ${word}: {} } }
faults: [{ at: 1s, crash: ${word} }]`;
      expect(problemsOf(completed(text))).toEqual([]);
    },
  );

  it('leaves Object.prototype alone', () => {
    problemsOf('__proto__: { polluted: true }\nnetwork: { __proto__: { polluted: true } }');
    readScenario('name: x', {
      file: null,
      set: [{ path: '__proto__.polluted', value: 'true' }],
    });
    expect('polluted' in {}).toBe(false);
  });

  it('keeps lone surrogates and control characters out of what it prints', () => {
    const source = 'na\ud800me: "\u001b[31mred\u202e"\n\udfff: 1';
    const text = renderProblems(problemsOf(source), { file: 'a\u001bb.yaml', source });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });
});

const pieces = [
  '[',
  ']',
  '{',
  '}',
  '- ',
  ': ',
  '&a ',
  '*a',
  '!',
  '|\n',
  '>',
  '"',
  "'",
  '\n',
  '  ',
  'x',
];

describe('the reader', () => {
  test.prop([fc.string({ unit: 'binary', maxLength: 200 })])('answers any text', (text) => {
    expect(readScenario(text, { file: null })).toBeDefined();
  });

  test.prop([fc.array(fc.constantFrom(...pieces), { maxLength: 60 })])(
    'answers any heap of YAML',
    (heap) => {
      const text = completed(`story: ${heap.join('')}`);
      const source = text;
      expect(typeof renderProblems(problemsOf(text), { file: null, source })).toBe('string');
    },
  );

  test.prop([fc.string(), fc.string()])('answers any override', (path, value) => {
    const options = { file: null, set: [{ path, value }] };
    expect(readScenario(completed(''), options)).toBeDefined();
  });
});
