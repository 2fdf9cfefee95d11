/** Rules of when nodes are compared: from time to time with the next partner, and with all when an operator says so. */
import type { Duration } from '../../../kernel/time.js';
import type { QuorumOptions } from '../options/schema.js';
import type { QuorumNode, State } from '../state.js';
import { beginComparing } from './compare.js';
import { treesOf } from './trees.js';

/** At boot. The first round comes by chance, so that nodes do not all begin at once. */
export function beginRounds(node: QuorumNode): void {
  const { antiEntropy } = node.options;
  if (antiEntropy === undefined) return;
  node.after(1 + node.random.below(antiEntropy.every), 'compare');
}

/** The timer fired: the next partner that is up has its turn. */
export function compareNext(state: State, node: QuorumNode): void {
  const { antiEntropy } = node.options;
  if (antiEntropy === undefined) return;
  node.after(antiEntropy.every, 'compare');
  const partners = [...treesOf(state, node).keys()];
  const last = state.lastPartner === null ? -1 : partners.indexOf(state.lastPartner);
  const inTurn = [...partners.slice(last + 1), ...partners.slice(0, last + 1)];
  const next = inTurn.find((id) => !state.down.has(id) && !state.comparisons.has(id));
  if (next === undefined) return;
  state.lastPartner = next;
  beginComparing(state, next, node);
}

/** An operator wants this node and all that share keys with it to have what they have together. */
export function compareAll(state: State, node: QuorumNode): void {
  for (const partner of [...treesOf(state, node).keys()]) beginComparing(state, partner, node);
}

/**
 * The longest that may pass until every node has compared with each of its partners and found what differs: in every step of
 * the way down the tree a message may take as long as anybody waits.
 */
export function longestRounds({ antiEntropy, nodes, timeout }: QuorumOptions): Duration {
  if (antiEntropy === undefined) return 0;
  return (nodes.length - 1) * antiEntropy.every + (antiEntropy.depth + 2) * timeout;
}
