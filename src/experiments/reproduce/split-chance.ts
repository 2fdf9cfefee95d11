/**
 * How often an election splits, by a formula and by drawing, both from the same assumption: `standing` servers miss the leader,
 * their timeouts are uniform on an interval and begin at the same instant, and a message takes `overlap` of that interval.
 *
 * The first whose timeout is over asks for votes. Whoever's own timeout is over before that arrives stands as well, and has
 * voted for itself; all others vote for the first, whose request comes first. So the first one wins if enough are left, and
 * nobody wins otherwise, as no other candidate gets a vote beside its own. docs/reproduce.md derives the formula.
 */
import type { RandomStream } from '../../kernel/random.js';

export interface Election {
  /** All servers, those that are down included: a majority of them decides. */
  readonly servers: number;
  /** Those whose timers run. */
  readonly standing: number;
  /** Latency ÷ width of the interval of timeouts, at most 1. */
  readonly overlap: number;
}

/** So many candidates beside the first leave it without a majority. */
function tooMany({ servers, standing }: Election): number {
  return standing - Math.floor(servers / 2);
}

/**
 * The chance that nobody wins: that of `standing` numbers, each below `overlap` with that chance, `tooMany` or more are. The
 * distance between the first of `standing` uniform numbers and the one `tooMany` places after it is distributed as the
 * `tooMany`-th of them is (spacings are exchangeable).
 */
export function splitChance(election: Election): number {
  const { standing, overlap } = election;
  let chance = 0;
  for (let count = tooMany(election); count <= standing; count += 1) {
    chance +=
      binomial(standing, count) * power(overlap, count) * power(1 - overlap, standing - count);
  }
  return chance;
}

/** Draws the timeouts of one election: whether nobody wins. */
export function splitByDrawing(election: Election, random: RandomStream): boolean {
  const timeouts = Array.from({ length: election.standing }, () => random.fraction());
  const [first = 0, ...others] = timeouts.sort((one, other) => one - other);
  return others.filter((timeout) => timeout < first + election.overlap).length >= tooMany(election);
}

function binomial(of: number, choose: number): number {
  let ways = 1;
  for (let index = 1; index <= choose; index += 1) ways = (ways * (of - choose + index)) / index;
  return ways;
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let count = 0; count < exponent; count += 1) product *= base;
  return product;
}
