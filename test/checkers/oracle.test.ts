/**
 * Agreement with brute force on small random histories, and changes to a history that must change
 * nothing.
 */
import { it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { check, type Findings } from '../../src/checkers/check.js';
import type { Operation } from '../../src/history/operation.js';
import {
  chosen,
  chronicleOfPlan,
  knownBy,
  keys,
  plans,
  type Plan,
  type PlannedWrite,
} from './small-histories.js';

/** Every chain of knowledge from one write down to another one, both included. */
function chains(plan: Plan, from: number, to: number): number[][] {
  if (from === to) return [[to]];
  const stored = (plan.writes[from - 1]?.copies.length ?? 0) > 0;
  if (!stored) return [];
  return knownBy(plan, from).flatMap((next) =>
    chains(plan, next, to).map((chain) => [from, ...chain]),
  );
}

function isExplained(plan: Plan, write: number, versions: readonly number[]): boolean {
  return versions.some((version) =>
    chains(plan, version, write).some(
      (chain) =>
        version === write || chain.slice(0, -1).some((id) => plan.writes[id - 1]?.kind === 'write'),
    ),
  );
}

/** The table of fates, read literally. */
function fateByBruteForce(plan: Plan, write: number): string {
  const planned = plan.writes[write - 1] as PlannedWrite;
  const final = plan.finals[planned.key];
  if (final === null || final === undefined) return 'unknown';
  const versions = chosen(plan, planned.key, final);
  if (versions.includes(write)) return 'present';
  if (isExplained(plan, write, versions)) return 'superseded';
  if (planned.outcome !== 'ok') return 'absent';
  const { copies } = planned;
  if (copies.some(({ leaves }) => leaves === 'rolled-back')) return 'rolled back';
  if (copies.every(({ leaves }) => leaves === 'erased')) return 'forgotten';
  const held = copies.filter(({ leaves }) => leaves === null);
  const dropped = copies.filter(({ leaves }) => leaves === 'discarded');
  const heldByTheDead = held.length > 0 && held.every(({ node }) => plan.down[node]);
  if (heldByTheDead || dropped.length === 0) return 'stranded';
  const isClobbered = dropped.some(({ other }) => {
    const winner = plan.writes[other - 1];
    return winner?.outcome === 'ok' && other * 10 + winner.takes < write * 10;
  });
  if (isClobbered) return 'clobbered';
  return planned.kind === 'append' ? 'conflict' : 'discarded in conflict';
}

/** All acknowledged writes that a read should have returned and did not. */
function missedByBruteForce(plan: Plan, key: number, at: number, versions: readonly number[]) {
  return plan.writes.flatMap(({ key: own, outcome, takes, copies }, index) => {
    const write = index + 1;
    const completedAt = write * 10 + takes;
    if (own !== key || outcome !== 'ok' || completedAt >= at) return [];
    if (isExplained(plan, write, versions)) return [];
    const knew = versions.some((version) => chains(plan, write, version).length > 0);
    const isNewer = versions.length === 0 || (knew && copies.length > 0);
    return isNewer ? [{ write, completedAt }] : [];
  });
}

describe('the checkers agree with brute force', () => {
  it.prop([plans], { numRuns: 1000 })('on the fate of every write', (plan) => {
    const { fates } = check(chronicleOfPlan(plan));
    const expected = plan.writes.map((_, index) => fateByBruteForce(plan, index + 1));
    expect([...fates.values()]).toEqual(expected);
  });

  it.prop([plans], { numRuns: 1000 })('on stale reads', (plan) => {
    const { staleReads, lostWrites } = check(chronicleOfPlan(plan));
    const isGone = (write: number, at: number): boolean =>
      lostWrites.some(
        ({ operation, vanishedAt }) =>
          operation.write === write && vanishedAt !== null && vanishedAt <= at * 1000,
      );
    const expected = plan.reads
      .toSorted((a, b) => a.at - b.at)
      .flatMap(({ key, at, returned }) => {
        const missed = missedByBruteForce(plan, key, at, chosen(plan, key, returned)).filter(
          ({ write }) => !isGone(write, at),
        );
        const earliest = Math.min(...missed.map(({ completedAt }) => completedAt));
        const behind = { versionsBehind: missed.length, age: (at - earliest) * 1000 };
        return missed.length === 0 ? [] : [{ newest: missed.at(-1)?.write, ...behind }];
      });
    const found = staleReads.map(({ newest, versionsBehind, age }) => ({
      newest,
      versionsBehind,
      age,
    }));
    expect(found).toEqual(expected);
  });

  it.prop([plans], { numRuns: 300 })('on which losses a read could observe', (plan) => {
    const { lostWrites } = check(chronicleOfPlan(plan));
    for (const { operation, evidence } of lostWrites) {
      const key = keys.indexOf(operation.key);
      const looks = [
        ...plan.reads.filter((read) => read.key === key),
        { at: Infinity, returned: plan.finals[key] ?? 0 },
      ];
      const isObserved = looks.some(({ at, returned }) =>
        missedByBruteForce(plan, key, at, chosen(plan, key, returned)).some(
          ({ write }) => write === operation.write,
        ),
      );
      expect(evidence).toBe(isObserved ? 'observed' : 'traced');
    }
  });
});

/** What is left of findings when times, operation numbers and names of keys are taken away. */
function essence(findings: Findings) {
  const numbers = (operations: readonly Operation[]) => operations.map(({ write }) => write);
  return {
    fates: [...findings.fates],
    lost: findings.lostWrites.map(({ operation, kind, evidence, node }) => ({
      write: operation.write,
      kind,
      evidence,
      node,
    })),
    discarded: numbers(findings.discardedInConflict),
    stale: findings.staleReads.map(({ newest, versionsBehind, age }) => ({
      newest,
      versionsBehind,
      age,
    })),
    recovered: numbers(findings.recoveredWrites),
    zombies: numbers(findings.zombieWrites),
    rolledBack: findings.rolledBackWrites.map(({ operation }) => operation.write),
    dirty: findings.dirtyReads.map(({ write }) => write),
    dataLossWindow: findings.recovery.dataLossWindow,
    verdicts: findings.verdicts,
  };
}

describe('findings stay the same', () => {
  it.prop([plans])('when everything happens an hour later', (plan) => {
    const later = chronicleOfPlan(plan, { shift: 3_600_000, names: keys });
    expect(essence(check(later))).toEqual(essence(check(chronicleOfPlan(plan))));
  });

  it.prop([plans])('when keys have other names, in another order', (plan) => {
    const renamed = chronicleOfPlan(plan, { shift: 0, names: ['zebra 1', '1'] });
    expect(essence(check(renamed))).toEqual(essence(check(chronicleOfPlan(plan))));
  });

  it.prop([plans])('when a read is added that returns everything there is', (plan) => {
    const fresh = { key: 0, at: 500, returned: 255 };
    const more = chronicleOfPlan({ ...plan, reads: [...plan.reads, fresh] });
    // It returns what is gone, too; nothing else is wrong with it.
    const [found, before] = [more, chronicleOfPlan(plan)].map((chronicle) => {
      const findings = check(chronicle);
      const dirtyReads = findings.dirtyReads.filter(({ read }) => read.invokedAt !== 500_000);
      return essence({ ...findings, dirtyReads });
    });
    expect(found).toEqual(before);
  });

  it.prop([plans])('when a read is added that began before any write was acknowledged', (plan) => {
    const early = { key: 0, at: 0, returned: 0 };
    const more = chronicleOfPlan({ ...plan, reads: [...plan.reads, early] });
    expect(essence(check(more))).toEqual(essence(check(chronicleOfPlan(plan))));
  });
});
