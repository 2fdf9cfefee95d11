/** The seeds of a sweep: ranges of whole numbers, and the part of them that one shard runs. */

/** Both ends included. */
export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

export type Seeds = readonly SeedRange[];

/** One of `count` parts, numbered from 1. Part i runs every seed whose place is i - 1, modulo count. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** `1..1000`, `7`, or several with commas between them; null when it cannot be read, or names a seed twice. */
export function parseSeeds(text: string): Seeds | null {
  const ranges: SeedRange[] = [];
  for (const part of text.split(',')) {
    const [, first, last] = /^\s*(\d{1,15})(?:\s*\.\.\s*(\d{1,15}))?\s*$/u.exec(part) ?? [];
    if (first === undefined) return null;
    const range = { from: Number(first), to: Number(last ?? first) };
    if (range.to < range.from) return null;
    ranges.push(range);
  }
  const inOrder = [...ranges].sort((a, b) => a.from - b.from);
  const overlap = inOrder.some((range, place) => range.from <= (inOrder[place - 1]?.to ?? -1));
  return overlap ? null : ranges;
}

/** As `parseSeeds` reads it. */
export function printSeeds(seeds: Seeds): string {
  return seeds
    .map(({ from, to }) => (from === to ? String(from) : `${String(from)}..${String(to)}`))
    .join(',');
}

export function seedCount(seeds: Seeds): number {
  return seeds.reduce((sum, { from, to }) => sum + (to - from + 1), 0);
}

/** How many seeds a shard has. */
export function shardSize(seeds: Seeds, { index, count }: Shard): number {
  return Math.floor((seedCount(seeds) - index + count) / count);
}

/** The seeds of a shard, in order, from its place `begin` on. */
export function* seedsOf(seeds: Seeds, { index, count }: Shard, begin = 0): Generator<number> {
  let skipped = index - 1 + begin * count;
  for (const { from, to } of seeds) {
    const size = to - from + 1;
    for (; skipped < size; skipped += count) yield from + skipped;
    skipped -= size;
  }
}
