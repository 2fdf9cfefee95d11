/** One suite for all families; and families with one broken promise each, which the suite must find. */
import { describe, expect, test } from 'vitest';
import type { AnyFamily, Request } from '../../src/databases/database.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { checks, conforms, type Candidate } from '../support/conformance.js';
import {
  primaryReplica,
  primaryReplicaWithVotes,
  quorumDatabase,
  raftDatabase,
  singleNode,
} from '../support/families.js';

describe.each([
  ['single-node', singleNode],
  ['primary-replica', primaryReplica],
  ['primary-replica with votes', primaryReplicaWithVotes],
  ['raft', raftDatabase],
  ['quorum', quorumDatabase],
])('family %s', (_name, candidate) => {
  conforms(candidate);
});

test('every message that a family declares is sent in one of its scenarios, and so is judged', () => {
  const families = [primaryReplica, primaryReplicaWithVotes];
  const kinds = families.flatMap(({ rough }) => [...sentKinds(simulate(rough, { trace: true }))]);
  const declared = Object.keys(primaryReplica.family.messages);
  expect([...new Set(kinds)].toSorted()).toEqual(declared.toSorted());
});

function sentKinds({ trace }: Run): ReadonlySet<string> {
  const effects = (trace ?? []).flatMap((event) => event.effects);
  return new Set(effects.flatMap((one) => (one.kind === 'send' ? [kindOf(one.body)] : [])));
}

function kindOf(body: unknown): string {
  return (body as { readonly kind: string }).kind;
}

/** The same door with one verb replaced. */
function withVerb<Door extends object>(door: Door, verb: keyof Door, replacement: unknown): Door {
  return new Proxy(door, {
    get(target, name): unknown {
      if (name === verb) return replacement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The promise that a family breaks, and the family. */
function broken(
  candidate: Candidate,
  change: (family: AnyFamily) => Partial<AnyFamily>,
): Candidate {
  const { family } = candidate;
  return { ...candidate, family: { ...family, ...change(family) } };
}

const planted: readonly (readonly [string, string, Candidate])[] = [
  [
    'a message that holds a piece of the state',
    'runs the same in plain mode, in recorded mode, in a recorded window, and frozen',
    broken(primaryReplica, (family) => ({
      receive(state: { history: object }, message: { kind: string }, from, node) {
        if (message.kind === 'poll') {
          node.send(from, { kind: 'follow', epoch: 0, history: state.history });
        }
        family.receive(state, message, from, node);
      },
    })),
  ],
  [
    'an undeclared field in a message',
    'declares what it sends, shows and announces',
    broken(primaryReplica, (family) => ({
      receive(state, message: { kind: string }, from, node) {
        if (message.kind === 'heartbeat') node.send(from, { kind: 'poll', epoch: 0, more: 1 });
        family.receive(state, message, from, node);
      },
    })),
  ],
  [
    'a rule that keeps what it is given and changes it later',
    'keeps effects apart from its state',
    broken(primaryReplica, (family) => ({
      receive(state: { kept?: unknown }, message, from, node) {
        state.kept = message;
        family.receive(state, message, from, node);
      },
    })),
  ],
  [
    'a store that the ledger does not hear of',
    'reports to the ledger exactly what its nodes hold',
    broken(singleNode, (family) => ({
      request(state, request, client, node) {
        family.request(
          state,
          request,
          client,
          withVerb(node, 'stored', () => undefined),
        );
      },
    })),
  ],
  [
    'a view that counts how often it is asked',
    'looks without touching: views, contents and invariants change nothing',
    broken(singleNode, (family) => ({
      view(state: { asked?: number }) {
        state.asked = (state.asked ?? 0) + 1;
        return family.view(state);
      },
    })),
  ],
  [
    'an acknowledgement before the flush',
    'keeps every acknowledged write over crashes, and converges afterwards',
    broken(singleNode, (family) => ({
      request(state, request, client, node) {
        const bug = (name: string): boolean => name === 'acknowledge before the flush';
        family.request(state, request, client, withVerb(node, 'bug', bug));
      },
    })),
  ],
  [
    'a read that forgets',
    'serves what was written: nothing is lost, stale or refused while nothing goes wrong',
    broken(singleNode, (family) => ({
      request(state: { store: Map<string, unknown> }, request: Request<unknown>, client, node) {
        if (request.kind === 'read') state.store.delete(request.key);
        family.request(state, request, client, node);
      },
    })),
  ],
  [
    'positions out of order',
    'keeps its invariants at every event',
    broken(singleNode, (family) => ({
      flushed(state: { flushed: number }, mark, node) {
        family.flushed(state, mark, node);
        state.flushed += 1000;
      },
    })),
  ],
];

test.each(planted)('the suite finds %s', (_bug, promise, candidate) => {
  const check = checks[promise];
  expect(check).toBeDefined();
  let found: unknown = null;
  try {
    check?.(candidate);
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(Error);
  // A family that merely fails to run would prove nothing.
  expect(found).not.toBeInstanceOf(TypeError);
});

test('every promise is broken by one of the planted families', () => {
  expect(new Set(planted.map(([, promise]) => promise))).toEqual(new Set(Object.keys(checks)));
});
