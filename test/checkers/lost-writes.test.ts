/**
 * Where lost writes stood, since when they are gone, and which fault the rule of attribution names.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];

function lossesOf(story: ChronicleBuilder) {
  return check(story.chronicle()).lostWrites.map(
    ({ kind, node, vanishedAt, promotion, fault }) => ({
      kind,
      node,
      vanishedAt,
      promoted: promotion?.node ?? null,
      fault: fault?.fault ?? null,
    }),
  );
}

describe('a rolled back write is attributed', () => {
  it('to the crash before the promotion, not to what struck its node afterwards', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .fault('crash', ['n1'], 20, 40)
      .milestone('promoted', 'n2', 30)
      .fault('crash', ['n1'], 45, 50)
      .left('rolled-back', write, 'n1', 60)
      .final('x', []);
    expect(lossesOf(story)).toEqual([
      { kind: 'rolled back', node: 'n1', vanishedAt: 60_000, promoted: 'n2', fault: 'crash-1' },
    ]);
  });

  it('to the first promotion without it, when another one follows', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .fault('partition', nodes, 20, 55)
      .milestone('promoted', 'n2', 30)
      .fault('crash', ['n2', 'n1'], 40)
      .milestone('promoted', 'n3', 50)
      .left('rolled-back', write, 'n1', 60)
      .final('x', []);
    expect(lossesOf(story)).toMatchObject([{ promoted: 'n2', fault: 'partition-1' }]);
  });

  it('to the partition, when the isolated primary accepted it after the promotion', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 35, 36);
    story
      .milestone('promoted', 'n1', 1)
      .fault('partition', nodes, 20, 55)
      .milestone('promoted', 'n2', 30)
      .stored(write, 'n1', 35.5)
      .left('rolled-back', write, 'n1', 60)
      .final('x', []);
    expect(lossesOf(story)).toMatchObject([{ promoted: 'n2', fault: 'partition-1' }]);
  });

  it('past a promoted node that had it, to the one that had not', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .stored(write, 'n2', 13)
      .fault('crash', ['n1'], 20)
      .milestone('promoted', 'n2', 30)
      .fault('crash', ['n2'], 40, 55)
      .milestone('promoted', 'n3', 50)
      .left('rolled-back', write, 'n2', 60)
      .final('x', []);
    expect(lossesOf(story)).toMatchObject([{ node: 'n2', promoted: 'n3', fault: 'crash-2' }]);
  });

  it('to the last fault on its node, when the only promotion came after the loss', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .fault('lag', ['n1'], 20)
      .left('rolled-back', write, 'n1', 60)
      .milestone('promoted', 'n2', 70)
      .final('x', []);
    expect(lossesOf(story)).toMatchObject([{ promoted: null, fault: 'lag-1' }]);
  });

  it('to no fault, when none touched a node that held it', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .fault('crash', ['n3'], 20)
      .milestone('promoted', 'n2', 30)
      .left('rolled-back', write, 'n1', 60)
      .final('x', []);
    expect(lossesOf(story)).toMatchObject([{ fault: null }]);
  });
});

it('a forgotten write is attributed to the crash that erased the last copy', () => {
  const story = chronicleOf({ nodes });
  const write = story.write('x', 10, 12);
  story
    .stored(write, 'n1', 11)
    .stored(write, 'n2', 11)
    .fault('crash', ['n1'], 13)
    .left('erased', write, 'n1', 13)
    .fault('crash', ['n2'], 15)
    .left('erased', write, 'n2', 15)
    .fault('slow', ['n2'], 40)
    .final('x', []);
  expect(lossesOf(story)).toEqual([
    { kind: 'forgotten', node: 'n2', vanishedAt: 15_000, promoted: null, fault: 'crash-2' },
  ]);
});

it('a stranded write is attributed to the crash of the holder that went down last', () => {
  const story = chronicleOf({ nodes });
  const write = story.write('x', 10, 12);
  story
    .stored(write, 'n1', 11)
    .stored(write, 'n2', 11)
    .fault('partition', nodes, 18)
    .fault('crash', ['n1'], 20)
    .milestone('crashed', 'n1', 20)
    .fault('crash', ['n2'], 25)
    .milestone('crashed', 'n2', 25)
    .contents('n1', null)
    .contents('n2', null)
    .final('x', []);
  expect(lossesOf(story)).toEqual([
    { kind: 'stranded', node: 'n2', vanishedAt: 25_000, promoted: null, fault: 'crash-3' },
  ]);
});

it('a write on a node that is up but out of reach is stranded since no particular instant', () => {
  const story = chronicleOf({ nodes });
  const write = story.write('x', 10, 12);
  story.stored(write, 'n1', 11).fault('partition', nodes, 18).final('x', []);
  expect(lossesOf(story)).toEqual([
    { kind: 'stranded', node: 'n1', vanishedAt: null, promoted: null, fault: 'partition-1' },
  ]);
});
