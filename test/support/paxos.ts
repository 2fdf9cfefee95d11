/** Ballots, proposals and requests for tests of conditional writes. Unless said, all is about the key k. */
import type { MessageOf } from '../../src/databases/quorum/message.js';
import type { Accepted, Decision } from '../../src/databases/quorum/paxos/acceptor.js';
import type { Ballot } from '../../src/databases/quorum/paxos/ballot.js';
import { value, type Bench } from './quorum.js';

export const ballot = (time: number, node = 'x', counter = 0): Ballot => ({ time, counter, node });

export function accepted(
  at: Ballot,
  write: number,
  decided: readonly number[] = [write],
): Accepted {
  return { ballot: at, write, cell: value(write, at.time), decided, shown: [] };
}

export function decision(at: Ballot, ...decided: readonly number[]): Decision {
  return { ballot: at, decided, shown: [] };
}

export const prepare = (at: Ballot) =>
  ({ kind: 'prepare', ring: 1, ask: 7, key: 'k', ballot: at }) as const;

export function propose(at: Ballot, write: number): MessageOf<'propose'> {
  const { cell, decided, shown } = accepted(at, write);
  const proposal = { write, cell, decided, shown };
  return { kind: 'propose', ring: 1, ask: 7, key: 'k', ballot: at, proposal };
}

export function commit(at: Ballot, write: number): MessageOf<'commit'> {
  const what = { key: 'k', cell: value(write, at.time), write, decision: decision(at, write) };
  return { kind: 'commit', ring: 1, ask: 7, ...what };
}

export type Requested = Parameters<Bench['request']>[0];

/** An insert if absent, unless said. */
export function requestOf(write: number, more: Partial<Requested> = {}): Requested {
  const plain = { operation: write, kind: 'write', key: 'k', condition: 'absent' } as const;
  return { ...plain, write, basis: [], attempt: 1, options: {}, ...more };
}
