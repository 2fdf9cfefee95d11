/** Key-value histories of Porcupine: keys beside the values, the empty text for nothing. */
import { expect, it } from 'vitest';
import { inBrief, operationsIn, problemsIn } from './reading.js';

const lines = [
  '{:process 0, :type :invoke, :f :get, :key "k", :value nil}',
  '{:process 1, :type :invoke, :f :put, :key "k", :value "a\\"b"}',
  '{:process 0, :type :ok, :f :get, :key "k", :value ""}',
  '{:process 1, :type :ok, :f :put, :key "k", :value "a\\"b"}',
  '{:process 0, :type :invoke, :f :append, :key "1", :value "x"}',
  '{:process 0, :type :ok, :f :append, :key "1", :value "x"}',
  '{:process 1, :type :invoke, :f :get, :key "none", :value nil}',
  '{:process 1, :type :ok, :f :get, :key "none", :value nil}',
  '{:process 2, :type :invoke, :f :put, :key "k", :value "z"}',
];

it('reads gets, puts and appends, by key', () => {
  expect(operationsIn(lines.join('\n')).map(inBrief)).toEqual([
    '0 get k null = "" ok 0..2',
    '1 put k "a\\"b" = ? ok 1..3',
    '0 append 1 "x" = ? ok 4..5',
    '1 get none null = "" ok 6..7',
    '2 put k "z" = ? info 8..Infinity',
  ]);
});

it('complains of a completion on another key', () => {
  expect(problemsIn(lines.join('\n').replace('"k", :value ""', '"j", :value ""'))).toEqual([
    '3: process 0 invoked this on another key, k',
    '5: 0 is still busy with operation 0',
  ]);
});

it('sees that a file ends inside a line', () => {
  const text = lines.join('\n').slice(0, -9);
  expect(problemsIn(text)).toEqual([
    '9: the file ends inside the value that begins here: the file is truncated',
  ]);
  expect(operationsIn(text, { truncated: true })).toHaveLength(4);
});
