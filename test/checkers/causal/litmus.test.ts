/** Small histories that everybody knows, and what every level says of them. */
import { describe, expect, it } from 'vitest';
import { causal } from '../../../src/checkers/causal/causal.js';
import type { Level, LevelResult } from '../../../src/checkers/consistency/result.js';
import { modelChoice } from '../../../src/checkers/models/choice.js';
import { register } from '../../../src/checkers/models/register.js';
import { sequential } from '../../../src/checkers/sequential/sequential.js';
import { sessionGuarantee } from '../../../src/checkers/sessions/sessions.js';
import type { History } from '../../../src/history/history.js';
import { historyOf } from './notation.js';

function judge(history: History, level: Exclude<Level, 'linearizable'>): LevelResult {
  if (level === 'causal' || level === 'causallyConvergent') return causal(history, level);
  if (level !== 'sequential') return sessionGuarantee(history, level);
  const model = modelChoice(null);
  return sequential(history, { model, budget: { steps: 100_000 } });
}

type Rows = Readonly<Record<string, string>>;

/** Name, history, and the first letters of the verdicts: causal, causally convergent, sequential. */
const orders: readonly (readonly [string, Rows, string])[] = [
  ['one client', { a: 'x=1 x:1 x=2 x:2' }, 'vvv'],
  ['two writers who read their own', { a: 'x=1 x:1', b: 'x=2 x:2' }, 'vvv'],
  ['both read nothing, both write', { a: 'x:- x=1', b: 'x:- x=2' }, 'vvv'],
  ['a stale read by another client', { a: 'x=1', b: '. x:-' }, 'vvv'],
  ['store buffering', { a: 'x=1 y:-', b: 'y=1 x:-' }, 'vvi'],
  ['load buffering', { a: 'x:1 y=1', b: 'y:1 x=1' }, 'iii'],
  ['message passing', { a: 'x=1 y=1', b: 'y:1 x:1' }, 'vvv'],
  ['message passing without the message', { a: 'x=1 y=1', b: 'y:1 x:-' }, 'iii'],
  ['two readers of two writers', { a: 'x=1', b: 'y=1', c: 'x:1 y:-', d: 'y:1 x:-' }, 'vvi'],
  ['a fork', { a: 'x=1', b: 'x=2', c: 'x:1 x:2', d: 'x:2 x:1' }, 'vii'],
  ['each sees the other last', { a: 'x=1 x:2', b: 'x=2 x:1' }, 'vii'],
  ['a question after the answer', { a: 'x=1', b: 'x:1 y=1', c: 'y:1 x:-' }, 'iii'],
  ['an answer, and an older one', { a: 'x=2', b: 'x:2 y=1', c: 'y:1 x=1', d: 'x:1 x:2' }, 'iii'],
  ['a read that goes back', { a: 'x=1 x=2', b: 'x:2 x:1' }, 'iii'],
  ['an own write ignored', { a: 'x=1 x:-' }, 'iii'],
  ['a value from nowhere', { a: 'x=1', b: 'x:7' }, 'iii'],
  ['the value of a failed write', { a: 'x=1!', b: 'x:1' }, 'iii'],
  ['an unknown write that is late', { a: 'x=1? x=2', b: 'x:2 x:1' }, 'vvv'],
  ['an unknown write that overtakes', { a: 'x=2 x=1?', b: 'x:1 x:2' }, 'iii'],
  ['an unknown write, read and undone', { a: 'x=1 x=2?', b: 'x:2 x:1' }, 'iii'],
  ['an unknown write beside an own one', { a: 'x=2 x:3 y=1', b: 'x=3?', c: 'y:1 x:2' }, 'vii'],
  ['two lists in two orders', { a: 'x+1', b: 'x+2', c: 'x:1,2', d: 'x:2,1' }, 'vii'],
  ['two halves of a list', { a: 'x+1', b: 'x+2', c: 'x:1,', d: 'x:2,' }, 'vvi'],
  ['store buffering of an unknown element', { a: 'x:1, y:-', b: 'y=1 x:[]', c: 'x+1?' }, 'vvi'],
  ['a list without its beginning', { a: 'x+1 x+2', b: 'x:2,' }, 'iii'],
  ['a list the wrong way round', { a: 'x+1 x+2', b: 'x:2,1' }, 'iii'],
  ['a list with an element twice', { a: 'x+1', b: 'x:1,1' }, 'iii'],
  ['two halves of a set', { a: 'x*1', b: 'x*2', c: 'x:1,', d: 'x:2,' }, 'vvi'],
  ['a set in two orders', { a: 'x*1', b: 'x*2', c: 'x:1,2', d: 'x:2,1' }, 'vvv'],
  ['a set that forgets', { a: 'x*1', b: 'x:1, x:[]' }, 'iii'],
  ['a value written twice and read', { a: 'x=1', b: 'x=1 x:1' }, 'uuv'],
  ['a value written twice, another read', { a: 'x=1', b: 'x=1 x=2 x:2' }, 'vvv'],
  ['two values at once', { a: 'x=1', b: 'x=2', c: 'x:1,2' }, 'iii'],
];

/** Columns are instants here. The verdicts: own writes, monotonic reads, monotonic writes, writes follow reads. */
const sessions: readonly (readonly [string, Rows, string])[] = [
  ['a stale read by another client', { a: 'x=1', b: '. x:-' }, 'vvvv'],
  ['an own write ignored', { a: 'x=1 x:-' }, 'ivvv'],
  ['an own write replaced', { a: 'x=1 . x:2', b: '. x=2' }, 'vvvv'],
  ['an older write instead of the own', { a: '. x=2 x:1', b: 'x=1' }, 'ivvv'],
  ['a write instead of the own, which overlaps', { a: 'x=2 x:1', b: 'x=1' }, 'uvvv'],
  ['a read that goes back', { a: 'x=1 x=2', b: '. . x:2 x:1' }, 'vivv'],
  ['back to nothing', { a: 'x=1', b: '. x:1 x:-' }, 'vivv'],
  ['from one to the other of two that overlap', { a: 'x=1', b: 'x=2', c: '. x:1 x:2' }, 'vuvv'],
  ['there and back again', { a: 'x=1', b: 'x=2', c: '. x:1 x:2 x:1' }, 'vivv'],
  ['two readers disagree', { a: 'x=1', b: 'x=2', c: '. x:1 x:2', d: '. x:2 x:1' }, 'vivv'],
  ['an unknown write that is late', { a: 'x=1? x=2', b: '. . x:2 x:1' }, 'vuvv'],
  ['a list without its beginning', { a: 'x+1 x+2', b: '. . x:2,' }, 'vviv'],
  ['a list the wrong way round', { a: 'x+1 x+2', b: '. . x:2,1' }, 'vviv'],
  ['an element without what it followed', { a: 'x+1', b: '. x:1, x+2', c: '. . . x:2,' }, 'vvvi'],
  ['a list that shrinks', { a: 'x+1', b: '. x:1, x:[]' }, 'vivv'],
  ['an own element missing', { a: 'x*1 x:[]' }, 'ivvv'],
];

const verdicts = new Map([
  ['v', 'valid'],
  ['i', 'invalid'],
  ['u', 'unknown'],
]);

const spelled = (letters: string): (string | undefined)[] =>
  Array.from(letters, (letter) => verdicts.get(letter));

describe('histories that everybody knows', () => {
  it.each(orders)('%s', (_, rows, letters) => {
    const history = historyOf(rows);
    const levels = ['causal', 'causallyConvergent', 'sequential'] as const;
    expect(levels.map((level) => judge(history, level).verdict)).toEqual(spelled(letters));
  });

  it.each(sessions)('for a session: %s', (_, rows, letters) => {
    const history = historyOf(rows);
    const levels = [
      'readYourWrites',
      'monotonicReads',
      'monotonicWrites',
      'writesFollowReads',
    ] as const;
    expect(levels.map((level) => judge(history, level).verdict)).toEqual(spelled(letters));
  });
});

describe('the reasons', () => {
  it('are a chain of facts: a question after the answer', () => {
    const history = historyOf({ a: 'x=1', b: '. x:1 y=1', c: '. . . y:1 x:-' });
    expect(causal(history, 'causal').violations).toEqual([
      {
        level: 'causal',
        kind: 'beginning read after a write',
        key: 'x',
        operations: [0, 1, 2, 3, 4],
        minimal: true,
        because: [
          { rule: 'reads the beginning', read: 4 },
          { rule: 'reads from', write: 0, read: 1 },
          { rule: 'session', before: 1, after: 2 },
          { rule: 'reads from', write: 2, read: 3 },
          { rule: 'session', before: 3, after: 4 },
          { rule: 'causal order', before: 0, after: 4 },
        ],
      },
    ]);
  });

  it('are conclusions from reads: a fork', () => {
    const history = historyOf({ a: 'x=1', b: 'x=2', c: '. x:1 x:2', d: '. x:2 x:1' });
    const [violation] = causal(history, 'causallyConvergent').violations;
    expect(violation?.kind).toBe('cycle in the conflict order');
    expect(violation?.operations).toEqual([0, 1, 2, 3, 4, 5]);
    const conclusions = violation?.because.filter(({ rule }) => rule === 'conflict order');
    expect(conclusions).toHaveLength(2);
    expect(conclusions).toContainEqual({ rule: 'conflict order', before: 0, after: 1 });
    expect(conclusions).toContainEqual({ rule: 'conflict order', before: 1, after: 0 });
  });

  it('are what reads do not know: store buffering', () => {
    const [violation] = judge(historyOf({ a: 'x=1 y:-', b: 'y=1 x:-' }), 'sequential').violations;
    expect(violation?.kind).toBe('cycle in the order');
    expect(violation?.operations).toEqual([0, 1, 2, 3]);
    expect(violation?.minimal).toBe(true);
    expect(violation?.because.filter(({ rule }) => rule === 'fact')).toHaveLength(2);
  });

  it('name the failed write of a value that nobody wrote', () => {
    const [violation] = causal(historyOf({ a: 'x=1!', b: 'x:1' }), 'causal').violations;
    expect(violation?.operations).toEqual([1]);
    expect(violation?.because).toEqual([
      { rule: 'nobody wrote it', read: 1, value: 1 },
      {
        rule: 'fact',
        operations: [0],
        text: 'The write 0 of 1 failed: it surely had no effect.',
      },
    ]);
  });

  it('name the place in real time: a read that goes back', () => {
    const history = historyOf({ a: 'x=1 x=2', b: '. . x:2 x:1' });
    expect(sessionGuarantee(history, 'monotonicReads').violations).toEqual([
      {
        level: 'monotonicReads',
        kind: 'older than what was read before',
        key: 'x',
        operations: [0, 1, 2, 3],
        minimal: true,
        because: [
          { rule: 'reads from', write: 1, read: 2 },
          { rule: 'session', before: 2, after: 3 },
          { rule: 'reads from', write: 0, read: 3 },
          { rule: 'real time', before: 0, after: 1 },
        ],
      },
    ]);
  });
});

describe('what is left open', () => {
  it('counts what is left out', () => {
    const { scope } = causal(historyOf({ a: 'x=1! x=2? x:1?', b: 'x=3 x:3' }), 'causal');
    expect(scope.operations).toBe(2);
    expect([...scope.leftOut]).toEqual([
      ['failed', 1],
      ['unknown reads', 1],
      ['unknown writes that nobody read', 1],
    ]);
  });

  it('finds what is wrong beside keys that it cannot judge', () => {
    const wrong = historyOf({ a: 'x=1 y=1 x+2', b: 'y:1 y:-' });
    const result = causal(wrong, 'causal');
    expect(result.verdict).toBe('invalid');
    expect(result.undecided).toEqual([{ part: 'x', reason: 'append and write on one key' }]);
    const right = historyOf({ a: 'x=1 y=1 x+2', b: 'y:1 y:1' });
    expect(causal(right, 'causal').verdict).toBe('unknown');
  });

  it('says how many pairs of writes may stand in either order', () => {
    const history = historyOf({ a: 'x=1', b: 'x=2', c: '. x:1 x:2' });
    expect(sessionGuarantee(history, 'monotonicReads').undecided).toEqual([
      { part: 'c', reason: 'one pair of writes overlaps, and nothing tells their order' },
    ]);
  });

  it('stops a search when its steps are spent', () => {
    const history = historyOf({ a: 'x=1 y:-', b: 'z=1 x:1' });
    const options = { model: () => register, budget: { steps: 3 } };
    const result = sequential(history, options);
    expect(result.verdict).toBe('unknown');
    expect(result.undecided).toEqual([{ part: '', reason: '3 steps were not enough' }]);
  });
});
