/** What a coordinator tells: a client, or the node that has forwarded the request; with what the session has seen now. */
import { valuesOf, type Cell } from '../../versions/cell.js';
import { contextOf } from '../../versions/context.js';
import type { WriteId } from '../../../history/operation.js';
import type { Scheme } from '../../versions/register.js';
import type { Answer } from '../message.js';
import { goOnWith } from '../paxos/propose.js';
import type { Asker, QuorumNode, State } from '../state.js';

/** What a coordinator has come to. */
export type Result =
  | { readonly kind: 'written'; readonly cell: Cell; readonly write: WriteId }
  | { readonly kind: 'read'; readonly cell: Cell }
  | { readonly kind: 'refused' | 'unknown'; readonly reason: string };

export function answerAsker(state: State, asker: Asker, result: Result, node: QuorumNode): void {
  if (asker.kind === 'round') {
    goOnWith(state, asker.ask, result, node);
    return;
  }
  const answer = answerFor(result, node.options.versions);
  if (asker.kind === 'client') {
    node.reply(asker.client, answer);
    return;
  }
  const { kind, reason, context } = answer;
  node.send(asker.node, { kind: 'forwarded', ask: asker.ask, answer: kind, reason, context });
}

function answerFor(result: Result, scheme: Scheme): Answer {
  switch (result.kind) {
    case 'read': {
      const context = contextOf(scheme, result.cell);
      return {
        kind: 'ok',
        versions: [...valuesOf(result.cell)],
        reason: '',
        context,
        isMember: true,
      };
    }
    case 'written': {
      const context = contextOf(scheme, onlyOf(result.cell, result.write));
      return { kind: 'ok', versions: [], reason: '', context, isMember: true };
    }
    case 'refused':
    case 'unknown':
      return {
        kind: result.kind,
        versions: [],
        reason: result.reason,
        context: null,
        isMember: true,
      };
  }
}

/** Whoever has written has seen its own version, not what the coordinator held beside it. */
function onlyOf({ versions, elements, removed }: Cell, write: WriteId): Cell {
  return {
    versions: versions.filter((version) => version.write === write),
    elements: elements.filter((element) => element === write),
    removed,
  };
}
