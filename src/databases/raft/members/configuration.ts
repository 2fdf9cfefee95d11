/**
 * Who is a member: a configuration, as text in entries and snapshots, and the majorities that it asks for. In joint
 * consensus (§6) there are two groups of voters, and nothing is decided without a majority of both.
 */
import type { NodeId } from '../../database.js';

export interface Configuration {
  readonly voters: readonly NodeId[];
  /** The voters before the change; empty when it is through. */
  readonly outgoing: readonly NodeId[];
  /** They get the log and have no vote. */
  readonly learners: readonly NodeId[];
}

/** `n1 n2 n3`, `n1 n2 | learn n4`, `n2 n3 n4 | from n1 n2 n3`. */
export function printConfiguration({ voters, outgoing, learners }: Configuration): string {
  const from = outgoing.length === 0 ? [] : [`from ${outgoing.join(' ')}`];
  const learn = learners.length === 0 ? [] : [`learn ${learners.join(' ')}`];
  return [voters.join(' '), ...from, ...learn].join(' | ');
}

export function parseConfiguration(text: string): Configuration {
  const [voters = '', ...more] = text.split(' | ');
  const listOf = (word: string): readonly NodeId[] => {
    const part = more.find((one) => one.startsWith(`${word} `));
    return part === undefined ? [] : part.slice(word.length + 1).split(' ');
  };
  return {
    voters: voters === '' ? [] : voters.split(' '),
    outgoing: listOf('from'),
    learners: listOf('learn'),
  };
}

export function isJoint({ outgoing }: Configuration): boolean {
  return outgoing.length > 0;
}

export function isVoter(id: NodeId, { voters, outgoing }: Configuration): boolean {
  return voters.includes(id) || outgoing.includes(id);
}

export function isMember(id: NodeId, configuration: Configuration): boolean {
  return isVoter(id, configuration) || configuration.learners.includes(id);
}

/** Whether these nodes, with a yes each, decide: more than half of the voters, in joint consensus of both groups. */
export function decides(
  { voters, outgoing }: Configuration,
  saysYes: (voter: NodeId) => boolean,
): boolean {
  return isMost(voters, saysYes) && (outgoing.length === 0 || isMost(outgoing, saysYes));
}

function isMost(voters: readonly NodeId[], saysYes: (voter: NodeId) => boolean): boolean {
  let yes = 0;
  for (const voter of voters) if (saysYes(voter)) yes += 1;
  return 2 * yes > voters.length;
}

/** The highest number that a majority has reached, in joint consensus of both groups. */
export function reachedByMost(
  { voters, outgoing }: Configuration,
  reached: (voter: NodeId) => number,
): number {
  const ours = highestOfMost(voters, reached);
  return outgoing.length === 0 ? ours : Math.min(ours, highestOfMost(outgoing, reached));
}

/** Without a list or a function of its own: leaders ask after every answer. */
function haveMostReached(
  number: number,
  voters: readonly NodeId[],
  reached: (voter: NodeId) => number,
): boolean {
  let count = 0;
  for (const voter of voters) if (reached(voter) >= number) count += 1;
  return 2 * count > voters.length;
}

function highestOfMost(voters: readonly NodeId[], reached: (voter: NodeId) => number): number {
  let highest = 0;
  for (const one of voters) {
    const number = reached(one);
    if (number > highest && haveMostReached(number, voters, reached)) highest = number;
  }
  return highest;
}
