/** What a drawn fault of each kind does, and to whom: its keys but the schedule. One entry a kind. */
import type { RandomStream } from '../../kernel/random.js';
import { SECOND } from '../../kernel/time.js';
import type { Written } from '../change.js';
import { between, oneIn, percent, shuffled, someLength, written } from './chance.js';
import type { FaultKind } from './kinds.js';
import { drawPartition } from './partitions.js';
import type { FaultSpace } from './space.js';
import { someLinks, someNode, someTarget } from './targets.js';

type Draw = (space: FaultSpace, chance: RandomStream) => Written;

const deeds: Readonly<Record<FaultKind, Draw>> = {
  partition: ({ targets }, chance) => ({
    partition: drawPartition(targets, chance),
    ...cut(chance),
  }),
  isolate: ({ targets }, chance) => ({ isolate: someTarget(targets, chance), ...cut(chance) }),
  crash: ({ targets }, chance) => ({ crash: someTarget(targets, chance), ...onTheWay(chance) }),
  wipe: ({ targets }, chance) => ({
    ...{ crash: someTarget(targets, chance), disk: 'wiped' },
    ...onTheWay(chance),
  }),
  restart: ({ targets }, chance) => ({ restart: someTarget(targets, chance) }),
  pause: ({ targets }, chance) => ({ pause: someTarget(targets, chance) }),
  slow: ({ targets }, chance) => ({
    ...{ slow: someTarget(targets, chance), by: written(someLength(chance, SECOND / 10)) },
    ...(oneIn(chance, 2) ? { factor: between(chance, 2, 20) } : {}),
  }),
  slowDisk: ({ targets, longest }, chance) => ({
    slowDisk: someTarget(targets, chance),
    flush: upTo(written(someLength(chance, Math.min(SECOND, longest))), chance),
  }),
  lag: ({ longest, ...space }, chance) => ({
    lag: upTo(written(someLength(chance, Math.min(2 * SECOND, longest))), chance),
    ...onSome(space, chance),
  }),
  loss: (space, chance) => ({
    loss: percent(chance.pick([5, 20, 50, 100])),
    ...onSome(space, chance),
  }),
  duplicate: (space, chance) => ({
    duplicate: percent(chance.pick([5, 20, 50])),
    ...onSome(space, chance),
  }),
  bandwidth: ({ targets }, chance) => ({
    bandwidth: chance.pick(['1kB/s', '10kB/s', '100kB/s']),
    ...someLinks(targets, chance),
  }),
  clock: ({ targets, longest }, chance) => ({
    clock: someTarget(targets, chance),
    ...clockDeed(Math.min(5 * SECOND, longest), chance),
  }),
  command: ({ targets, commands }, chance) => ({
    command: chance.pick(commands),
    node: someNode(targets, chance),
  }),
  message: ({ targets, messages, longest }, chance) => {
    const [from, to] = shuffled(chance, targets.nodes);
    const nth = between(chance, 1, 20);
    const count = between(chance, 1, 3);
    return {
      message: { from, to, kind: chance.pick(messages), nth, count },
      do: oneIn(chance, 4)
        ? { delay: written(someLength(chance, Math.min(2 * SECOND, longest))) }
        : chance.pick(['drop', 'duplicate', 'hold']),
    };
  },
};

/** The keys of a fault of this kind, but for its schedule. */
export function drawDeed(kind: FaultKind, space: FaultSpace, chance: RandomStream): Written {
  return deeds[kind](space, chance);
}

/** What becomes of messages at a cut. */
function cut(chance: RandomStream): Written {
  return {
    ...(oneIn(chance, 2) ? { inFlight: chance.pick(['drop', 'hold']) } : {}),
    ...(oneIn(chance, 4) ? { messages: 'hold' } : {}),
  };
}

function onTheWay(chance: RandomStream): Written {
  return oneIn(chance, 2) ? { inFlight: 'drop' } : {};
}

function onSome(
  { targets, messages }: Pick<FaultSpace, 'targets' | 'messages'>,
  chance: RandomStream,
): Written {
  const one = messages.length > 0 && oneIn(chance, 3) ? { kind: chance.pick(messages) } : {};
  return { ...someLinks(targets, chance), ...one };
}

/** Always so long, or anything up to that. */
function upTo(most: string, chance: RandomStream): string {
  return oneIn(chance, 2) ? most : `0s..${most}`;
}

/** Parts per million: from a bad crystal to a broken one. */
const drifts = [50, 200, 1000] as const;

function clockDeed(mostJump: number, chance: RandomStream): Written {
  const side = (): string => chance.pick(['', '-']);
  const jump = { jump: `${side()}${written(someLength(chance, mostJump))}` };
  const drift = { drift: `${side()}${String(chance.pick(drifts))}ppm` };
  return chance.pick([jump, drift, { ...jump, ...drift }]);
}
