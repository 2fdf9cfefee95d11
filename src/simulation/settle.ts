/**
 * What happens after the clients have stopped: the run goes on until nothing changes any more, then every
 * key is read back (design: settling).
 */
import { MILLISECOND, SECOND, type Duration, type Instant } from '../kernel/time.js';
import type { LoopEnd } from '../kernel/kernel.js';
import { Reader } from './clients/reader.js';
import type { World } from './world.js';

export interface Settled {
  /** Since when nothing changed; null when the settle time ran out first. */
  readonly settledAt: Instant | null;
  readonly reader: Reader;
  readonly end: LoopEnd;
}

/** Lets the cluster settle, then reads back. */
export function settle(world: World, run: (until: Instant) => LoopEnd): Settled {
  const { spec, kernel } = world;
  const deadline = spec.duration + spec.settle;
  let end: LoopEnd = 'reached';
  let settledAt: Instant | null = null;
  while (settledAt === null && kernel.now < deadline && end === 'reached') {
    const quietFrom = lastChange(world);
    const check = Math.max(quietFrom + quietTime(world), kernel.now + 10 * MILLISECOND);
    end = run(Math.min(deadline, check));
    if (kernel.now >= check && isQuiet(world, quietFrom)) settledAt = quietFrom;
  }
  const reader = new Reader(world, world.readerEndpoint, keysWritten(world), readingTime(world));
  if (end !== 'reached') return { settledAt, reader, end };
  reader.start();
  const giveUp = kernel.now + readingTime(world);
  while (!reader.isDone && kernel.now < giveUp && end === 'reached') {
    end = run(Math.min(giveUp, kernel.now + 10 * MILLISECOND));
  }
  return { settledAt, reader, end };
}

/** Even without settle time, a read has a while to be answered. */
function readingTime(world: World): Duration {
  return Math.max(world.spec.settle, 10 * SECOND);
}

function lastChange({ spec, ledger, milestones, nemesis }: World): Instant {
  return Math.max(spec.duration, ledger.changedAt, milestones.changedAt, nemesis.changedAt);
}

function isQuiet(world: World, since: Instant): boolean {
  const { clients, nemesis } = world;
  return lastChange(world) === since && clients.outstanding === 0 && nemesis.pendingEnds === 0;
}

/** Longer than anything that may still be on its way, or that the family may still be waiting for. */
function quietTime({ family, spec, network }: World): Duration {
  return family.patience(spec.database) + 2 * network.longestDelay + 100 * MILLISECOND;
}

function keysWritten(world: World): readonly string[] {
  const keys = new Set<string>();
  for (const { kind, key } of world.clients.operations) if (kind !== 'read') keys.add(key);
  return [...keys];
}
