/** Axes as `--vary` writes them: commas split values, but for those in brackets, braces and quotes. */
import { describe, expect, it } from 'vitest';
import { parseAxis } from '../../../src/experiments/compare/axis.js';

const read = (text: string): unknown => {
  const axis = parseAxis(text);
  return 'problem' in axis ? axis.problem : [axis.path, ...axis.values];
};

describe('an axis', () => {
  it.each([
    ['a.b=primary, any 1, majority', ['a.b', 'primary', 'any 1', 'majority']],
    ['a.b=[primary, any 1, majority]', ['a.b', 'primary', 'any 1', 'majority']],
    ['a=[[n1, n2], [n1]]', ['a', '[n1, n2]', '[n1]']],
    ['a=[n1, n2], [n1]', ['a', '[n1, n2]', '[n1]']],
    ['a=[[n1, n2]]', ['a', '[n1, n2]']],
    ['a=first 1 [n2, n3], all', ['a', 'first 1 [n2, n3]', 'all']],
    ['a={ detect: 1s, promote: any }, none', ['a', '{ detect: 1s, promote: any }', 'none']],
    ["a='x, y', z", ['a', "'x, y'", 'z']],
    ['a="x\\", y", z', ['a', '"x\\", y"', 'z']],
    ["a='it''s, so', z", ['a', "'it''s, so'", 'z']],
    ["a=it's, that's", ['a', "it's", "that's"]],
    ['a=10ms..20ms, 1s', ['a', '10ms..20ms', '1s']],
    ["a=> 0, '= 1'", ['a', '> 0', "'= 1'"]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['a', /write path=/],
    ['=1, 2', /write path=/],
    ['a=', /empty/],
    ['a=[]', /empty/],
    ['a=1,,2', /empty/],
    ['a=[1, 2', /not closed/],
    ["a='1, 2", /not closed/],
    ['a=1, 2, 1', /the value 1 twice/],
  ])('%s is refused with a reason', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });
});
