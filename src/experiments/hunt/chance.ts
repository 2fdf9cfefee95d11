/** Draws that drawn scenarios are made of: whole numbers, lengths of time, parts of lists. */
import type { RandomStream } from '../../kernel/random.js';
import { formatDuration, MILLISECOND, SECOND, type Duration } from '../../kernel/time.js';

/** A whole number, both ends included. */
export function between(stream: RandomStream, from: number, to: number): number {
  return from + stream.below(to - from + 1);
}

/** True once in so many times. */
export function oneIn(stream: RandomStream, count: number): boolean {
  return stream.below(count) === 0;
}

/** Each item is in or out with equal chances, but one is in always. */
export function someOf<Item>(stream: RandomStream, items: readonly Item[]): readonly Item[] {
  const some = items.filter(() => stream.below(2) === 0);
  return some.length > 0 ? some : [stream.pick(items)];
}

/** The items in another order. */
export function shuffled<Item>(stream: RandomStream, items: readonly Item[]): readonly Item[] {
  const left = [...items];
  return items.map(() => left.splice(stream.below(left.length), 1)[0] as Item);
}

const halvings = 6;

/**
 * A length of time from a millisecond to `longest`. How often `longest` is halved is drawn first, so that short
 * ones are not rare; the lesser of two draws, as long ones do more. Round, as `roundTime` has it.
 */
export function someLength(stream: RandomStream, longest: Duration): Duration {
  let most = longest;
  const drawn = Math.min(stream.below(halvings), stream.below(halvings));
  for (let left = drawn; left > 0 && most > 2 * MILLISECOND; left -= 1) most /= 2;
  return roundTime(between(stream, Math.ceil(most / 2), Math.floor(most)));
}

/** Whole milliseconds; from a second on, whole hundredths of one. At least a millisecond. */
function roundTime(time: number): number {
  const grain = time >= SECOND ? 10 * MILLISECOND : MILLISECOND;
  return Math.max(MILLISECOND, Math.floor(time / grain) * grain);
}

/** As scenarios write it, with a sign if it has one. */
export function written(time: Duration): string {
  return time < 0 ? `-${formatDuration(-time)}` : formatDuration(time);
}

/** `5%`, from a share in whole percents. */
export function percent(count: number): string {
  return `${String(count)}%`;
}
