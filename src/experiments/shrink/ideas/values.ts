/** Plainer values: constants instead of spreads, and round figures. */
import { formatDuration, parseDuration, type Duration } from '../../../kernel/time.js';
import { isMapping } from '../../../scenario/schema-walk.js';
import { insideOf, withPart } from '../edit.js';
import { roundedLeaf, type Direction } from '../figures.js';
import { list, type Idea } from '../idea.js';
import { settingsIn } from '../size.js';
import type { Path } from '../../../scenario/problem.js';
import { smallerVersion, type Version } from '../version.js';

/** Something plainer for the value at a path. */
interface Plainer {
  readonly path: Path;
  readonly value: unknown;
}

/** Latencies and their like: all alike instead of spread, in the middle or at an end of it. */
export const noSpread: Idea = (version) =>
  [middle, lower, upper].flatMap((choose) =>
    plainer(
      'values with a spread',
      version,
      insideOf(version.written).flatMap(({ path, value }) => {
        const ends = endsOf(value);
        return ends === null ? [] : [{ path, value: formatDuration(choose(ends)) }];
      }),
    ),
  );

/** Times, rates and amounts with one digit, with two, with three. */
export const rounder: Idea = (version) =>
  [1, 2, 3].flatMap((digits) => [
    ...rounderBy(version, digits, 'down'),
    ...rounderBy(version, digits, 'up'),
  ]);

function rounderBy(version: Version, digits: number, direction: Direction) {
  return plainer(
    `figures of more than ${digits} ${digits === 1 ? 'digit' : 'digits'}`,
    version,
    settingsIn(version.written).flatMap(({ path, value }) => {
      const round = roundedLeaf(value, digits, direction);
      return round === null ? [] : [{ path, value: round }];
    }),
  );
}

/** What is left out of the list is made plainer. */
function plainer(of: string, version: Version, changes: readonly Plainer[]) {
  const { written } = version;
  const possible = changes.filter(
    ({ path, value }) => smallerVersion(version, withPart(written, path, value)) !== null,
  );
  return list({
    of,
    count: possible.length,
    least: 0,
    only: (kept) =>
      possible
        .filter((_, index) => !kept.includes(index))
        .reduce((whole, { path, value }) => withPart(whole, path, value), written),
  });
}

type Ends = readonly [Duration, Duration];

const lower = ([from]: Ends): Duration => from;
const upper = ([, to]: Ends): Duration => to;
const middle = ([from, to]: Ends): Duration => Math.round((from + to) / 2);

/** Where most of a distribution lies; null for a constant, and for what is no distribution. */
function endsOf(value: unknown): Ends | null {
  if (typeof value === 'string') {
    const [from = '', to = '', more] = value.split('..');
    return more === undefined ? ends(parseDuration(from), parseDuration(to)) : null;
  }
  if (!isMapping(value)) return null;
  const { exponential, normal, lognormal, pareto, empirical, mixture } = value;
  if (Array.isArray(empirical)) {
    const times = empirical.map(duration).filter((time) => time !== null);
    return times.length === 0 ? null : [Math.min(...times), Math.max(...times)];
  }
  if (Array.isArray(mixture)) {
    const first: unknown = mixture[0];
    return isMapping(first) ? (endsOf(first['of']) ?? both(duration(first['of']))) : null;
  }
  for (const [shape, key] of [
    [exponential, 'mean'],
    [normal, 'mean'],
    [lognormal, 'median'],
    [pareto, 'minimum'],
  ] as const) {
    if (isMapping(shape)) return both(duration(shape[key]));
  }
  return null;
}

function duration(value: unknown): Duration | null {
  return typeof value === 'string' ? parseDuration(value) : null;
}

function both(time: Duration | null): Ends | null {
  return ends(time, time);
}

function ends(from: Duration | null, to: Duration | null): Ends | null {
  return from === null || to === null ? null : [from, to];
}
