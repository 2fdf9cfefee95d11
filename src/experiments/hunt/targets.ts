/** Whom a drawn fault concerns: nodes by name or role, zones, selectors; links between two of them. */
import type { RandomStream } from '../../kernel/random.js';
import type { Written } from '../change.js';
import { oneIn, shuffled } from './chance.js';
import type { Targets } from './space.js';

/** A node by name. */
export function someNode({ nodes }: Targets, chance: RandomStream): string {
  return chance.pick(nodes);
}

/** Half of the time a node by name; else a role, two nodes, a zone, or nodes by chance. */
export function someTarget(targets: Targets, chance: RandomStream): string | readonly string[] {
  const { nodes, roles } = targets;
  if (nodes.length === 1 || oneIn(chance, 2)) return chance.pick(nodes);
  if (roles.length > 0 && oneIn(chance, 2)) return chance.pick(roles);
  return chance.pick([...several(targets, chance), ...targets.zones, 'random', 'all']);
}

function several({ nodes }: Targets, chance: RandomStream): (string | readonly string[])[] {
  if (nodes.length < 3) return [];
  const two = shuffled(chance, nodes).slice(0, 2);
  return [nodes.filter((node) => two.includes(node)), 'minority', 'majority'];
}

/** `on:` of a fault of links: those between two nodes mostly, in one direction or both; else all. */
export function someLinks(targets: Targets, chance: RandomStream): Written {
  if (oneIn(chance, 4)) return {};
  const [one, other] = twoEnds(targets, chance);
  return { on: oneIn(chance, 3) ? { from: one, to: other } : { between: [one, other] } };
}

/** Two nodes, or two roles or zones. */
export function twoEnds(
  { nodes, roles, zones }: Targets,
  chance: RandomStream,
): readonly [string, string] {
  const places = [roles, zones].filter(({ length }) => length > 1);
  const names = places.length > 0 && oneIn(chance, 3) ? chance.pick(places) : nodes;
  const [one = '', other = ''] = shuffled(chance, names);
  return [one, other];
}
