/** Configurations: as text, and the majorities they ask for (§6 of the paper). */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  decides,
  isMember,
  isVoter,
  parseConfiguration,
  printConfiguration,
  reachedByMost,
  type Configuration,
} from '../../../src/databases/raft/members/configuration.js';

const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
const some = fc.subarray(names);

const configurations: fc.Arbitrary<Configuration> = fc
  .record({ voters: fc.subarray(names, { minLength: 1 }), outgoing: some, learners: some })
  .map(({ voters, outgoing, learners }) => {
    const rest = learners.filter((id) => !voters.includes(id) && !outgoing.includes(id));
    return { voters, outgoing, learners: rest };
  });

/** All sets of nodes with more than half of a group. */
function majoritiesOf(group: readonly string[]): readonly (readonly string[])[] {
  const sets = Array.from({ length: 2 ** group.length }, (_, bits) =>
    group.filter((_id, place) => Math.floor(bits / 2 ** place) % 2 === 1),
  );
  return sets.filter((set) => set.length > group.length / 2);
}

describe('as text', () => {
  test.prop([configurations])('comes back as it was', (configuration) => {
    expect(parseConfiguration(printConfiguration(configuration))).toEqual(configuration);
  });

  test.each([
    [['n1', 'n2'], [], [], 'n1 n2'],
    [['n1'], [], ['n4'], 'n1 | learn n4'],
    [['n2', 'n3'], ['n1', 'n2'], ['n5'], 'n2 n3 | from n1 n2 | learn n5'],
  ])('reads as people write it', (voters, outgoing, learners, text) => {
    expect(printConfiguration({ voters, outgoing, learners })).toBe(text);
  });
});

describe('majorities', () => {
  test.prop([configurations, some])(
    'decide when they hold a majority of each group, tried one by one',
    (configuration, yes) => {
      const { voters, outgoing } = configuration;
      const holdsOne = (group: readonly string[]): boolean =>
        majoritiesOf(group).some((set) => set.every((id) => yes.includes(id)));
      const expected = holdsOne(voters) && (outgoing.length === 0 || holdsOne(outgoing));
      expect(decides(configuration, (id) => yes.includes(id))).toBe(expected);
    },
  );

  test.prop([configurations, fc.array(fc.nat(9), { minLength: 7, maxLength: 7 })])(
    'have reached the highest number that one of them has reached as a whole',
    (configuration, numbers) => {
      const reached = (id: string): number => numbers[names.indexOf(id)] ?? 0;
      const best = (group: readonly string[]): number =>
        Math.max(...majoritiesOf(group).map((set) => Math.min(...set.map(reached))));
      const { voters, outgoing } = configuration;
      const expected =
        outgoing.length === 0 ? best(voters) : Math.min(best(voters), best(outgoing));
      expect(reachedByMost(configuration, reached)).toBe(expected);
    },
  );

  test.prop([configurations, some, some])(
    'always have a node in common, in each group',
    (configuration, one, other) => {
      const [first, second] = [one, other].map((yes) =>
        decides(configuration, (id) => yes.includes(id)),
      );
      if (first !== true || second !== true) return;
      expect(one.some((id) => other.includes(id) && configuration.voters.includes(id))).toBe(true);
    },
  );

  test('of nobody decide nothing', () => {
    const nobody = { voters: [], outgoing: [], learners: ['n1'] };
    expect(decides(nobody, () => true)).toBe(false);
    expect(reachedByMost(nobody, () => 9)).toBe(0);
  });
});

test('learners are members without a vote, and those who leave still have theirs', () => {
  const configuration = { voters: ['n1'], outgoing: ['n2'], learners: ['n3'] };
  expect(names.filter((id) => isVoter(id, configuration))).toEqual(['n1', 'n2']);
  expect(names.filter((id) => isMember(id, configuration))).toEqual(['n1', 'n2', 'n3']);
});
