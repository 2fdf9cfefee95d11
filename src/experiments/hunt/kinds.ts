/**
 * The kinds of faults that a hunt draws from: the actions of the nemesis, and crashes that wipe the disk as
 * one of their own. Which of them make sense depends on the scenario; which are usual, on what databases
 * promise to stand.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { pairs } from '../../kernel/pairs.js';
import type { Scenario } from '../../scenario/scenario.js';
import { actionOf, faultActions, type FaultAction } from '../../simulation/nemesis/schema.js';

/** `wipe` is a crash after which the node comes back with an empty disk. */
export type FaultKind = FaultAction | 'wipe';

/** All kinds, in the order of the documentation. */
export const faultKinds: readonly FaultKind[] = faultActions.flatMap(
  (action): readonly FaultKind[] => (action === 'crash' ? ['crash', 'wipe'] : [action]),
);

/**
 * Drawn only when somebody names them. Operators and lost disks take back what most databases promise, and a
 * restart only ends another fault.
 */
const unusual: ReadonlySet<FaultKind> = new Set<FaultKind>(['wipe', 'restart', 'command']);

/** Faults of links between nodes: with a single node there is none. */
const ofLinks: ReadonlySet<FaultKind> = new Set<FaultKind>([
  ...(['isolate', 'lag', 'loss', 'duplicate', 'bandwidth', 'message'] as const),
]);

/** The kind of a fault of a scenario. */
export function faultKindOf(fault: object): FaultKind {
  const action = actionOf(fault);
  return action === 'crash' && (fault as { disk?: unknown }).disk === 'wiped' ? 'wipe' : action;
}

/** The kinds that have something to act on in this scenario. */
export function possibleKinds(
  { spec }: Scenario,
  declaration: Pick<FamilyDeclaration, 'messages' | 'commands' | 'commandKeys'>,
): readonly FaultKind[] {
  const isAlone = spec.database.nodes.length === 1;
  return faultKinds.filter((kind) => {
    if (isAlone && ofLinks.has(kind)) return false;
    if (kind === 'message') return pairs(declaration.messages).length > 0;
    return kind !== 'command' || drawableCommands(declaration).length > 0;
  });
}

/** Commands that say all by their name. What else stands beside one, such as names of new members, only people know. */
export function drawableCommands({
  commands,
  commandKeys = {},
}: Pick<FamilyDeclaration, 'commands' | 'commandKeys'>): readonly string[] {
  return pairs(commands)
    .map(([name]) => name)
    .filter((name) => pairs(commandKeys[name] ?? {}).length === 0);
}

/** Those of them that are drawn when nobody names any. */
export function usualKinds(possible: readonly FaultKind[]): readonly FaultKind[] {
  return possible.filter((kind) => !unusual.has(kind));
}
