/** Chunked lists against plain arrays, on plain data and on drafts of Immer. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { Immer } from 'immer';
import { describe, expect, it } from 'vitest';
import { at, chunks, last, push, slice, truncate, type Chunks } from '../../src/kernel/chunks.js';

type Step =
  | { readonly kind: 'push'; readonly count: number }
  | { readonly kind: 'truncate'; readonly length: number };

const length = fc.oneof(fc.nat({ max: 300 }), fc.constantFrom(0, 63, 64, 65, 128));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), count: fc.nat({ max: 150 }) }),
  fc.record({ kind: fc.constant('truncate' as const), length }),
);

/** Records, as the entries of a log are; each with a number of its own. */
interface Entry {
  readonly number: number;
}

function takeStep(list: Chunks<Entry>, step: Step): void {
  if (step.kind === 'truncate') truncate(list, step.length);
  else for (let count = 0; count < step.count; count += 1) push(list, { number: list.length });
}

function takeStepOnArray(array: Entry[], step: Step): void {
  if (step.kind === 'truncate') array.length = Math.min(step.length, array.length);
  else for (let count = 0; count < step.count; count += 1) array.push({ number: array.length });
}

function expectSame(list: Chunks<Entry>, array: readonly Entry[]): void {
  expect(list.length).toBe(array.length);
  expect(list.chunks.flat()).toEqual(array);
  expect(list.chunks.slice(0, -1).every((chunk) => chunk.length === 64)).toBe(true);
  expect(list.chunks.every((chunk) => chunk.length > 0)).toBe(true);
  expect(last(list)).toEqual(array.at(-1));
  for (const index of [-1, 0, 63, 64, array.length - 1, array.length]) {
    expect(at(list, index)).toEqual(array[index]);
  }
}

describe('a chunked list', () => {
  test.prop([fc.array(step, { maxLength: 12 })])('holds what a plain array holds', (steps) => {
    const list = chunks<Entry>();
    const array: Entry[] = [];
    for (const step of steps) {
      takeStep(list, step);
      takeStepOnArray(array, step);
      expectSame(list, array);
    }
  });

  test.prop([fc.array(step, { maxLength: 12 })])(
    'holds the same under a recipe, and leaves every earlier state as it was',
    (steps) => {
      const immer = new Immer({ autoFreeze: false });
      const array: Entry[] = [];
      const states = [{ log: chunks<Entry>() }];
      const copies: Entry[][] = [[]];
      for (const step of steps) {
        const state = states.at(-1) ?? { log: chunks<Entry>() };
        states.push(
          immer.produce(state, (draft) => {
            takeStep(draft.log, step);
          }),
        );
        takeStepOnArray(array, step);
        copies.push([...array]);
      }
      states.forEach((state, index) => {
        expectSame(state.log, copies[index] ?? []);
      });
    },
  );

  test.prop([fc.nat({ max: 300 }), length, length])(
    'is cut into slices as an array is',
    (count, from, to) => {
      const list = chunks<Entry>();
      takeStep(list, { kind: 'push', count });
      expect(slice(list, from, to)).toEqual(list.chunks.flat().slice(from, to));
      expect(slice(list, from)).toEqual(list.chunks.flat().slice(from));
    },
  );

  it('copies one chunk of a long list when an item is added under a recipe', () => {
    const immer = new Immer({ autoFreeze: false });
    const before = chunks<Entry>();
    takeStep(before, { kind: 'push', count: 1000 });
    const after = immer.produce(before, (draft) => {
      push(draft, { number: 1000 });
    });
    const copied = after.chunks.filter((chunk, index) => chunk !== before.chunks[index]);
    expect(copied).toHaveLength(1);
  });
});
