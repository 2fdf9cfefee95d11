/** Draws faults from a space: first some kinds and an intensity, then how many, then each. */
import type { RandomStream } from '../../kernel/random.js';
import { MILLISECOND, SECOND, type Duration } from '../../kernel/time.js';
import type { Written } from '../change.js';
import { between, oneIn, shuffled, someLength, someOf, written } from './chance.js';
import { drawDeed } from './deeds.js';
import type { FaultKind } from './kinds.js';
import type { FaultSpace } from './space.js';

/** In quarters of the limit: how many faults at most. */
const intensities = [1, 2, 4] as const;

/** Faults as scenarios write them, in the order in which they begin; those that wait for something at last. */
export function drawFaults(space: FaultSpace, chance: RandomStream): readonly Written[] {
  const kinds = shuffled(chance, someOf(chance, space.kinds));
  const intensity = chance.pick(intensities);
  const count = between(chance, 1, Math.ceil((space.most * intensity) / 4));
  // Every kind that is in gets its turn before one comes again.
  const drawn = Array.from({ length: count }, (_, index) =>
    drawFault(kinds[index % kinds.length] as FaultKind, space, chance),
  );
  return drawn
    .sort((one, other) => (one.at === other.at ? 0 : one.at < other.at ? -1 : 1))
    .map(({ fault }) => fault);
}

interface Drawn {
  /** How long after the start of the run; infinite when it waits for something. */
  readonly at: Duration;
  readonly fault: Written;
}

/** Acts that are over at once. */
const momentary: ReadonlySet<FaultKind> = new Set<FaultKind>(['restart', 'command']);

/** One fault of a kind. */
function drawFault(kind: FaultKind, space: FaultSpace, chance: RandomStream): Drawn {
  const deed = drawDeed(kind, space, chance);
  const isWaiting = space.events.length > 0 && oneIn(chance, 5);
  const stays = momentary.has(kind) || (!space.isHealed && oneIn(chance, 3));
  if (isWaiting) {
    const length = someLength(chance, space.longestAfterEvent);
    const end = stays ? {} : { for: written(length) };
    return { at: Infinity, fault: { when: drawEvent(space, chance), ...deed, ...end } };
  }
  if (stays) {
    const at = beginning(space, 0, chance);
    return { at, fault: { at: written(at), ...deed } };
  }
  const length = someLength(chance, space.longest);
  const repeats = oneIn(chance, 5) ? drawRepeats(space, length, chance) : null;
  const whole = repeats === null ? length : length + (repeats.times - 1) * repeats.every;
  const at = beginning(space, whole, chance);
  const again = repeats === null ? {} : { every: written(repeats.every), times: repeats.times };
  return { at, fault: { at: written(at), ...deed, for: written(length), ...again } };
}

/** Begins so early that what takes so long is over with the space's part of the run. */
function beginning({ from, to }: FaultSpace, length: Duration, chance: RandomStream): Duration {
  const last = Math.max(from, to - length);
  const grain = to >= SECOND ? 10 * MILLISECOND : MILLISECOND;
  return Math.floor(between(chance, from, last) / grain) * grain;
}

/** An event of the database, or a crash or restart; sometimes a while after it. */
function drawEvent({ events, longestAfterEvent }: FaultSpace, chance: RandomStream): unknown {
  const event = chance.pick(events);
  return oneIn(chance, 2)
    ? event
    : { event, after: written(someLength(chance, longestAfterEvent)) };
}

const mostTimes = 4;

/** How often the fault comes again; null when not even twice fits. */
function drawRepeats(
  { from, to, longest }: FaultSpace,
  length: Duration,
  chance: RandomStream,
): { readonly every: Duration; readonly times: number } | null {
  const every = length + someLength(chance, longest);
  const fitting = Math.min(mostTimes, 1 + Math.floor((to - from - length) / every));
  return fitting < 2 ? null : { every, times: between(chance, 2, fitting) };
}
