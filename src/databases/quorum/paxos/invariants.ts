/**
 * What must always hold of conditional writes: a ballot has one proposal, and the decisions of a key are one order. Not where disks were
 * wiped, which forget what they promised, or where the ring has changed, whose new members never promised anything.
 */
import type { Invariant, NodeId } from '../../database.js';
import type { State } from '../state.js';
import { mostDecided, type Accepted, type Acceptor, type Decision } from './acceptor.js';
import { isLater, isSame } from './ballot.js';

type Known = ReadonlyMap<string, readonly (readonly [NodeId, Acceptor])[]>;

/** By key, who knows what. */
function knownIn(states: ReadonlyMap<NodeId, State>): Known {
  const known = new Map<string, (readonly [NodeId, Acceptor])[]>();
  for (const [id, { acceptors, membership, wasWiped }] of states) {
    if (wasWiped || membership.version > 1) return new Map();
    for (const [key, acceptor] of acceptors) {
      const others = known.get(key);
      if (others === undefined) known.set(key, [[id, acceptor]]);
      else others.push([id, acceptor]);
    }
  }
  return known;
}

/** Asks of all pairs of nodes that know something of a key. */
function ofPairs(
  wrong: (one: Acceptor, other: Acceptor) => boolean,
  says: string,
): Invariant<State> {
  return (states) => {
    for (const [key, all] of knownIn(states)) {
      for (const [place, [id, one]] of all.entries()) {
        for (const [otherId, other] of all.slice(place + 1)) {
          if (wrong(one, other)) return `${id} and ${otherId}, ${key}: ${says}`;
        }
      }
    }
    return null;
  };
}

function differ(one: Accepted | null, other: Accepted | null): boolean {
  if (one === null || other === null || !isSame(one.ballot, other.ballot)) return false;
  return one.write !== other.write;
}

/** Whoever decided later knew of what was decided before, as long as that is remembered. */
function areApart(one: Decision | null, other: Decision | null): boolean {
  if (one === null || other === null) return false;
  const [earlier, later] = isLater(one.ballot, other.ballot) ? [other, one] : [one, other];
  const last = earlier.decided.at(-1);
  const isForgotten = later.decided.length === mostDecided;
  return last !== undefined && !isForgotten && !later.decided.includes(last);
}

export const invariants = {
  'one proposal a ballot': ofPairs(
    (one, other) => differ(one.accepted, other.accepted),
    'two proposals of one ballot were accepted',
  ),
  'decisions are one order': ofPairs(
    (one, other) => areApart(one.committed, other.committed),
    'the later decision knows nothing of the earlier one',
  ),
};
