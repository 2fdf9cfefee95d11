/** Draws partitions: two sides, perhaps with client groups; one direction; a bridge; roles or zones. */
import type { RandomStream } from '../../kernel/random.js';
import { between, oneIn, shuffled } from './chance.js';
import type { Targets } from './space.js';
import { twoEnds } from './targets.js';

type Side = readonly string[];
type Partition = readonly Side[] | { readonly from: Side; readonly to: Side };

/** `partition:` as scenarios write it. No name stands on two sides. */
export function drawPartition(targets: Targets, chance: RandomStream): Partition {
  const { nodes, groups } = targets;
  if (nodes.length === 1) return [nodes, [chance.pick(groups)]];
  if (oneIn(chance, 5)) return twoEnds(targets, chance).map((name) => [name]);
  if (nodes.length > 2 && oneIn(chance, 5)) return [['minority'], ['majority']];
  // A node on neither side is the bridge between them.
  const isBridged = nodes.length > 2 && oneIn(chance, 5);
  const [one, other] = twoSides(nodes, isBridged ? nodes.length - 1 : nodes.length, chance);
  if (oneIn(chance, 5)) return { from: one, to: other };
  const sides = groups.map((name) => [name, chance.pick([0, 1, 2])] as const);
  return [one, other].map((side, place) => [
    ...side,
    ...sides.flatMap(([name, at]) => (at === place ? [name] : [])),
  ]);
}

/** Splits so many of the nodes, each side in the order of the scenario. */
function twoSides(nodes: Side, count: number, chance: RandomStream): readonly [Side, Side] {
  const drawn = shuffled(chance, nodes).slice(0, count);
  const size = between(chance, 1, count - 1);
  const [one, other] = [drawn.slice(0, size), drawn.slice(size)];
  return [nodes.filter((node) => one.includes(node)), nodes.filter((node) => other.includes(node))];
}
