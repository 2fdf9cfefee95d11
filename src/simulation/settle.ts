/**
 * What happens after the clients have stopped: the run goes on until nothing changes any more, then the
 * contents of every replica are looked at, and every key is read back (design: settling).
 */
import type { FinalContents, FinalRead } from '../history/chronicle.js';
import type { LoopEnd } from '../kernel/kernel.js';
import { MILLISECOND, SECOND, type Duration, type Instant } from '../kernel/time.js';
import { Reader } from './clients/reader.js';
import type { World } from './world.js';

/** Goes on with the run, up to and including an instant. */
type GoOn = (until: Instant) => LoopEnd;

/** What is there in the end. */
export interface Settled {
  /** Since when nothing changed; null when the settle time ran out first. */
  readonly settledAt: Instant | null;
  readonly contents: readonly FinalContents[];
  readonly reads: ReadonlyMap<string, FinalRead>;
  readonly end: LoopEnd;
}

/** How often, at most, somebody looks whether it is time to go on. */
const glance = 10 * MILLISECOND;

/** Lets the cluster settle, then looks at its contents and reads back. */
export function settle(world: World, goOn: GoOn): Settled {
  const { settledAt, end } = waitForQuiet(world, goOn);
  // Looked at before the reading, which may repair what it finds.
  const keys = keysWritten(world);
  const contents = world.hosts.map((host) => host.finalContents(keys));
  const reader = new Reader(world, world.readerEndpoint, keys, readingTime(world));
  const readingEnd = end === 'reached' ? readBack(world, reader, goOn) : end;
  return { settledAt, contents, reads: reader.allReads(), end: readingEnd };
}

function waitForQuiet(world: World, goOn: GoOn): Pick<Settled, 'settledAt' | 'end'> {
  const { spec, kernel } = world;
  const deadline = spec.duration + spec.settle;
  let movedAt: Instant = 0;
  while (kernel.now < deadline) {
    const quietFrom = Math.max(movedAt, lastChange(world));
    const check = Math.max(quietFrom + quietTime(world), kernel.now + glance);
    goOn(Math.min(deadline, Math.floor((kernel.now + check) / 2)));
    const positions = positionsOf(world);
    const end = goOn(Math.min(deadline, check));
    if (end !== 'reached') return { settledAt: null, end };
    if (kernel.now < check || !isQuiet(world, quietFrom)) continue;
    if (positionsOf(world) === positions) return { settledAt: quietFrom, end };
    movedAt = kernel.now;
  }
  return { settledAt: null, end: 'reached' };
}

function readBack({ kernel, spec }: World, reader: Reader, goOn: GoOn): LoopEnd {
  reader.start();
  const giveUp = kernel.now + readingTime({ spec });
  let end: LoopEnd = 'reached';
  while (!reader.isDone && kernel.now < giveUp && end === 'reached') {
    end = goOn(Math.min(giveUp, kernel.now + glance));
  }
  return end;
}

/** Even without settle time, a read has a while to be answered. */
function readingTime({ spec }: Pick<World, 'spec'>): Duration {
  return Math.max(spec.settle, 10 * SECOND);
}

function lastChange({ spec, ledger, milestones, nemesis }: World): Instant {
  return Math.max(spec.duration, ledger.changedAt, milestones.changedAt, nemesis.changedAt);
}

/** What replicas have is not all that changes: they may still be applying it. */
function positionsOf({ hosts }: World): string {
  return JSON.stringify(hosts.map((host) => host.view()?.positions ?? null));
}

function isQuiet(world: World, since: Instant): boolean {
  const { clients, nemesis } = world;
  return lastChange(world) <= since && clients.outstanding === 0 && nemesis.pending === 0;
}

/** Longer than anything that may still be on its way, or that the family may still be waiting for. */
function quietTime({ family, spec, network, hosts }: World): Duration {
  const onNodes = hosts.map((host) => host.inbox.longestWait + host.longestFlush);
  const onItsWay = 2 * network.longestDelay + Math.max(...onNodes);
  return family.patience(spec.database) + onItsWay + 100 * MILLISECOND;
}

function keysWritten(world: World): readonly string[] {
  const keys = new Set<string>();
  for (const { kind, key } of world.clients.operations) if (kind !== 'read') keys.add(key);
  return [...keys];
}
