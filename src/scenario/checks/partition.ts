/** The groups of a partition: nobody is on two sides. */
import type { FaultOf } from '../../simulation/nemesis/schema.js';
import { allClients } from '../names/schema.js';
import type { Parts } from '../parts.js';
import type { Complain, Path } from '../problem.js';
import { quote } from '../suggestion.js';

/** Complains of nodes and client groups that stand in two groups. Roles are left to the run: they move. */
export function checkPartition(
  partition: FaultOf<'partition'>['partition'],
  parts: Parts,
  path: Path,
  complain: Complain,
): void {
  const sides: readonly (readonly [Path, readonly string[]])[] =
    'from' in partition
      ? [
          [[...path, 'partition', 'from'], partition.from],
          [[...path, 'partition', 'to'], partition.to],
        ]
      : partition.map((names, index) => [[...path, 'partition', index], names]);
  const members = membersByName(parts);
  const side = new Map<string, Path>();
  for (const [at, names] of sides) {
    for (const name of names) {
      for (const member of members.get(name) ?? [name]) {
        const other = side.get(member);
        side.set(member, at);
        if (other === undefined || other === at) continue;
        const message = `${quote(member)} stands in another group already`;
        const hint = member === name ? null : `${quote(name)} holds ${quote(member)}`;
        complain('E507', at, message, { hint });
        return;
      }
    }
  }
}

/** For every name that stands for several nodes or client groups: those. */
function membersByName({ network, nodes, clients }: Parts): ReadonlyMap<string, readonly string[]> {
  const groups = clients.flatMap((client) => (client === null ? [] : [client]));
  const zones = Object.entries(network?.zones ?? {});
  return new Map<string, readonly string[]>([
    ['all', nodes ?? []],
    [allClients, groups.map(({ name }) => name)],
    ...zones.map(([zone, inside]): [string, readonly string[]] => [
      zone,
      [...inside, ...groups.filter((group) => group.zone === zone).map(({ name }) => name)],
    ]),
  ]);
}
