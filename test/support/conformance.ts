/**
 * What every database family must do, whatever it is: the contract of databases/database.ts as checks over
 * whole runs. A family brings scenarios in which it works, with and without faults.
 */
import { expect, test } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import { rowsByWrite } from '../../src/history/provenance.js';
import type { TraceEvent } from '../../src/kernel/trace.js';
import { report } from '../../src/report/report.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { genericEvents } from '../../src/simulation/nemesis/schema.js';
import type { Run, SimulateOptions } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

export interface Candidate {
  readonly family: AnyFamily;
  /** Nothing goes wrong; reads go to where they are never stale. */
  readonly calm: Scenario;
  /** Crashes and restarts, cuts, slow and skewed nodes; writes are acknowledged when they are safe. */
  readonly rough: Scenario;
  /** Whether an object is a value: no rule ever changes it or what is in it, so messages, disks and states may share it (016). */
  readonly isValue?: (body: unknown) => boolean;
}

const seeds = ['1', '2', '3'];

/** One promise of the contract. Throws when a family breaks it. */
export type Check = (candidate: Candidate) => void;

function run({ family }: Candidate, scenario: Scenario, options: SimulateOptions = {}): Run {
  return simulate(scenario, { databases: [family], ...options });
}

export const checks: Readonly<Record<string, Check>> = {
  'serves what was written: nothing is lost, stale or refused while nothing goes wrong'(candidate) {
    for (const seed of seeds) {
      const { findings, operations, verdicts } = report(run(candidate, candidate.calm, { seed }));
      expect(findings.lostWrites.count).toBe(0);
      expect(findings.staleReads.count).toBe(0);
      expect(findings.duplicateWrites.count).toBe(0);
      expect(operations.ok).toBe(operations.invoked);
      expect(operations.ok).toBeGreaterThan(50);
      expect(verdicts['converged']).toBe('valid');
    }
  },

  'keeps every acknowledged write over crashes, and converges afterwards'(candidate) {
    for (const seed of seeds) {
      const { chronicle, ...rest } = run(candidate, candidate.rough, { seed });
      const { findings, verdicts, operations } = report({ chronicle, ...rest });
      expect(chronicle.milestones.some(({ event }) => event === 'restarted')).toBe(true);
      expect(operations.ok).toBeGreaterThan(50);
      expect(findings.lostWrites.count).toBe(0);
      expect(findings.zombieWrites.count).toBe(0);
      expect(verdicts['converged']).toBe('valid');
    }
  },

  'runs the same in plain mode, in recorded mode, in a recorded window, and frozen'(candidate) {
    for (const scenario of [candidate.calm, candidate.rough]) {
      const digest = (options?: SimulateOptions): string =>
        run(candidate, scenario, options).digest;
      const plain = digest();
      expect(digest()).toBe(plain);
      expect(digest({ trace: true })).toBe(plain);
      expect(digest({ freeze: true })).toBe(plain);
      expect(digest({ record: true, freeze: true })).toBe(plain);
      expect(digest({ record: { from: 1_000_000, to: 2_000_000 } })).toBe(plain);
    }
  },

  'keeps its invariants at every event'(candidate) {
    expect(run(candidate, candidate.rough, { record: true }).invariantViolations).toEqual([]);
  },

  'declares what it sends, shows and announces'(candidate) {
    const { messages, declaration } = candidate.family;
    const { trace, chronicle, finalViews } = run(candidate, candidate.rough, { trace: true });
    for (const [kind, message] of sentMessages(trace ?? [])) {
      const { fields } = messages[kind] ?? { fields: [] };
      expect(Object.keys(message).filter((key) => key !== 'kind')).toEqual([...fields]);
    }
    expect(Object.keys(messages)).toEqual(Object.keys(declaration.messages));
    for (const { event } of chronicle.milestones) {
      expect({ ...declaration.events, ...genericEvents }).toHaveProperty([event]);
    }
    for (const view of finalViews.values()) expect(declaration.roles).toContain(view?.role);
  },

  'reports to the ledger exactly what its nodes hold'(candidate) {
    const { provenance, finalContents } = run(candidate, candidate.rough).chronicle;
    const rows = rowsByWrite(provenance);
    for (const { node, versions } of finalContents) {
      const index = provenance.nodes.indexOf(node);
      for (const write of [...(versions?.values() ?? [])].flat()) {
        const here = (rows[write] ?? []).filter((row) => provenance.node[row] === index);
        expect(provenance.kind[here.at(-1) ?? -1]).toBe(0);
      }
    }
  },

  'keeps effects apart from its state'(candidate) {
    const recorded = run(candidate, candidate.rough, { record: true, freeze: true });
    expect(recorded.initialStates).not.toBeNull();
    const bodies = new Set<unknown>();
    const held = new Set<unknown>();
    for (const { effects, state } of recorded.trace ?? []) {
      for (const effect of effects) {
        if (effect.kind === 'send') collect(effect.body, bodies);
        if (effect.kind === 'append' || effect.kind === 'snapshot') collect(effect.record, bodies);
      }
      if (state !== undefined) collect(state, held);
    }
    const inValues = new Set<unknown>();
    for (const body of bodies) if (candidate.isValue?.(body) === true) collect(body, inValues);
    expect([...bodies].filter((body) => held.has(body) && !inValues.has(body))).toEqual([]);
  },

  'looks without touching: views, contents and invariants change nothing'(candidate) {
    const { family, rough } = candidate;
    const window = { from: 0, to: 1_500_000 };
    for (const { state } of run(candidate, rough, { record: window }).trace ?? []) {
      if (state === undefined) continue;
      const before = JSON.stringify(toPlain(state));
      family.view(state);
      family.contents(state);
      const states = new Map([['n1', state]]);
      for (const holds of Object.values(family.invariants)) {
        for (const previous of [null, states]) holds(states, previous);
      }
      expect(JSON.stringify(toPlain(state))).toBe(before);
    }
  },
};

/** Makes a test of each promise. */
export function conforms(candidate: Candidate): void {
  test.each(Object.entries(checks))('%s', (_title, check) => {
    check(candidate);
  });
}

function sentMessages(trace: readonly TraceEvent[]): Map<string, object> {
  const found = new Map<string, object>();
  for (const { effects } of trace) {
    for (const effect of effects) {
      if (effect.kind !== 'send') continue;
      const body = effect.body as { readonly kind: string };
      found.set(body.kind, body);
    }
  }
  return found;
}

/** Every object reachable from a value, itself included. States share what did not change: nothing is entered twice. */
function collect(value: unknown, into: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || into.has(value)) return;
  into.add(value);
  const inner: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
  for (const part of inner) collect(part, into);
}

function toPlain(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<unknown, unknown>)];
    return entries.map(([key, held]) => [key, toPlain(held)]);
  }
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)];
  if (Array.isArray(value)) return (value as readonly unknown[]).map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]: [string, unknown]) => [key, toPlain(held)]),
  );
}
