/** Copies of plain data with some of its parts taken out, replaced or looked up, each named by its path. */
import { pairs } from '../../kernel/pairs.js';
import type { Path } from '../../scenario/problem.js';
import { isMapping } from '../../scenario/schema-walk.js';

/** The part at a path; undefined when there is none. */
export function partAt(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, step) => {
    if (Array.isArray(part)) return part[Number(step)] as unknown;
    return isMapping(part) ? part[step] : undefined;
  }, whole);
}

/** The entries of the list at a path; none when there is no list. */
export function listAt(whole: unknown, path: Path): readonly unknown[] {
  const part = partAt(whole, path);
  return Array.isArray(part) ? part : [];
}

/** A copy with a part replaced, or added to the mapping that shall hold it. */
export function withPart<Whole>(whole: Whole, [step, ...rest]: Path, part: unknown): Whole {
  if (step === undefined) return part as Whole;
  if (Array.isArray(whole)) {
    const changed = withPart(whole[Number(step)] as unknown, rest, part);
    return whole.toSpliced(Number(step), 1, changed) as Whole;
  }
  const mapping: Readonly<Record<string, unknown>> = isMapping(whole) ? whole : {};
  return { ...mapping, [step]: withPart(mapping[step], rest, part) } as Whole;
}

/** A copy without some of its parts. Entries of lists are named by their places in the original. */
export function withoutParts<Whole>(whole: Whole, paths: readonly Path[]): Whole {
  if (paths.length === 0) return whole;
  const isGone = (step: string | number): boolean =>
    paths.some((path) => path.length === 1 && path[0] === step);
  const without = (step: string | number, part: unknown): unknown =>
    withoutParts(
      part,
      paths.filter(([first]) => first === step).map((path) => path.slice(1)),
    );
  if (Array.isArray(whole)) {
    return whole.flatMap((part: unknown, index) =>
      isGone(index) ? [] : [without(index, part)],
    ) as Whole;
  }
  if (!isMapping(whole)) return whole;
  return Object.fromEntries(
    Object.entries(whole)
      .filter(([key]) => !isGone(key))
      .map(([key, part]) => [key, without(key, part)]),
  ) as Whole;
}

/** Something inside a value: a mapping, a list, or a leaf. */
export interface Inner {
  readonly path: Path;
  readonly value: unknown;
}

/** Everything inside a value, the outer before the inner, in an order that does not depend on spelling. */
export function insideOf(value: unknown, path: Path = []): readonly Inner[] {
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((part: unknown, index) => [index, part] as const)
    : isMapping(value)
      ? pairs(value)
      : [];
  return parts.flatMap(([step, part]) => {
    const at = [...path, step];
    return [{ path: at, value: part }, ...insideOf(part, at)];
  });
}

/** Text, a number, a word, or a list or mapping with nothing in it. */
export function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isMapping(value) || pairs(value).length === 0;
}
