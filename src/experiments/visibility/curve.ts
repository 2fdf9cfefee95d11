/**
 * From counts to a curve: how likely a read is to be fresh by how long after the acknowledgement it begins, and from when on so
 * many of a hundred are. The likelihood is taken to grow with time, which is all that neighbours are asked about each other.
 */
import type { Duration } from '../../kernel/time.js';
import { shareInterval } from '../statistics/confidence.js';

/** How many reads that began so long after the acknowledgement were fresh. */
export interface Counted {
  readonly wait: Duration;
  readonly reads: number;
  readonly fresh: number;
}

/** A share, and the interval that holds the true one with a confidence of 95 percent. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface CurvePoint extends Counted, Share {
  /** The share of a curve that never falls: neighbours that contradict it are taken together. */
  readonly level: number;
}

/** When so many of a hundred reads are fresh. */
export interface Reached {
  readonly percent: number;
  /** Null: not within the longest wait. */
  readonly wait: Duration | null;
  /** It is surely not earlier than `low`, nor later than `high`, each with a confidence of 97.5 percent; null: unknown. */
  readonly low: Duration | null;
  readonly high: Duration | null;
}

export function shareOf(count: number, total: number): Share {
  return { share: total === 0 ? 0 : count / total, ...shareInterval(count, total) };
}

/** @param counted in ascending order of waits */
export function curveOf(counted: readonly Counted[]): readonly CurvePoint[] {
  const points = counted.filter(({ reads }) => reads > 0);
  const levels = levelsOf(points);
  return points.map((point, place) => ({
    ...point,
    ...shareOf(point.fresh, point.reads),
    level: levels[place] ?? 0,
  }));
}

/** Isotonic regression: neighbours that fall are pooled until none do (Ayer et al., 1955). */
function levelsOf(points: readonly Counted[]): readonly number[] {
  const pools: { fresh: number; reads: number; size: number }[] = [];
  for (const { fresh, reads } of points) {
    let last = { fresh, reads, size: 1 };
    for (let before = pools.at(-1); before !== undefined; before = pools.at(-1)) {
      if (before.fresh * last.reads <= last.fresh * before.reads) break;
      pools.pop();
      last = {
        fresh: before.fresh + last.fresh,
        reads: before.reads + last.reads,
        size: before.size + last.size,
      };
    }
    pools.push(last);
  }
  return pools.flatMap(({ fresh, reads, size }) => new Array<number>(size).fill(fresh / reads));
}

/** @param curve as `curveOf` has it */
export function reachedAt(curve: readonly CurvePoint[], percent: number): Reached {
  const wanted = percent / 100;
  // Later reads are at least as fresh, and so bound a share from above; earlier ones bound it from below.
  const before = curve.findLast((_, place) => {
    return intervalOf(enoughFor(wanted, curve.slice(place))).high < wanted;
  });
  const surely = curve.find((_, place) => {
    return intervalOf(enoughFor(wanted, curve.slice(0, place + 1).reverse())).low >= wanted;
  });
  return {
    percent,
    wait: crossing(curve, wanted),
    low: before?.wait ?? curve[0]?.wait ?? null,
    high: surely?.wait ?? null,
  };
}

/** So many reads beyond a level are expected among those that decide whether it is reached. */
const expectedBeyond = 5;

/** The first of some points that together have enough reads to tell of a level. */
function enoughFor(wanted: number, points: readonly Counted[]): readonly Counted[] {
  let reads = 0;
  const enough = points.findIndex((point) => {
    reads += point.reads;
    return reads * (1 - wanted) >= expectedBeyond;
  });
  return enough < 0 ? points : points.slice(0, enough + 1);
}

function intervalOf(points: readonly Counted[]): { readonly low: number; readonly high: number } {
  const reads = points.reduce((sum, point) => sum + point.reads, 0);
  const fresh = points.reduce((sum, point) => sum + point.fresh, 0);
  return shareInterval(fresh, reads);
}

/** When the curve comes to this level, in whole microseconds; straight between two points. */
function crossing(curve: readonly CurvePoint[], wanted: number): Duration | null {
  const place = curve.findIndex(({ level }) => level >= wanted);
  const after = curve[place];
  if (after === undefined) return null;
  const before = curve[place - 1];
  if (before === undefined) return after.wait;
  const part = (wanted - before.level) / (after.level - before.level);
  return Math.round(before.wait + part * (after.wait - before.wait));
}
