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
        version === write || chain.slice(0, -1).some((id) => replaces(plan.writes[id - 1])),
    ),
  );
}

function replaces(write: PlannedWrite | undefined): boolean {
  return write !== undefined && write.kind !== 'append';
}

/** Whether a write was made on top of another one, or that one was dropped for it. */
function isAbove(plan: Plan, from: number, to: number, seen = new Set<number>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const stored = (plan.writes[from - 1]?.copies.length ?? 0) > 0;
  const losers = plan.writes.flatMap(({ key, copies }, index) => {
    const isDropped = copies.some(({ leaves, other }) => leaves === 'discarded' && other === from);
    const loser = index + 1;
    return isDropped && key === plan.writes[from - 1]?.key && !hasClobbered(plan, from, loser)
      ? [loser]
      : [];
  });
  const below = [...(stored ? knownBy(plan, from) : []), ...losers];
  return below.some((next) => isAbove(plan, next, to, seen));
}

function hasClobbered(plan: Plan, winner: number, loser: number): boolean {
  const { outcome, takes = 0 } = plan.writes[winner - 1] ?? {};
  return outcome === 'ok' && winner * 10 + takes < loser * 10;
}

/** Every copy lasts until all is over. */
function wereSiblings(plan: Plan, one: number, other: number, before: number): boolean {
  const [own, others] = [one, other].map((id) => plan.writes[id - 1]?.copies ?? []);
  const isEarly = Math.max(one, other) * 10 + 1 < before;
  return isEarly && own?.some(({ node }) => others?.some((copy) => copy.node === node)) === true;
}

/** What was returned, and the newest deletes that agree with it and were stored before an instant. */
function servedByBruteForce(plan: Plan, key: number, returned: readonly number[], before: number) {
  const isAnswer = (write: number): boolean => {
    const { outcome, copies = [] } = plan.writes[write - 1] ?? {};
    const isHeld = copies.some(({ leaves }) => leaves === null);
    if (copies.length === 0 || (outcome === 'fail' && !isHeld)) return false;
    const agrees = (one: number): boolean =>
      isAbove(plan, one, write) ||
      (!isAbove(plan, write, one) && wereSiblings(plan, write, one, before));
    return write * 10 + 1 < before && returned.every(agrees);
  };
  const answers = plan.writes.flatMap((one, index) =>
    one.key === key && one.kind === 'delete' && isAnswer(index + 1) ? [index + 1] : [],
  );
  const newest = answers.filter((one) => {
    const isBelow = (other: number): boolean =>
      isAbove(plan, other, one) && !isAbove(plan, one, other);
    const isReplaced = returned.some(
      (version) => replaces(plan.writes[version - 1]) && isAbove(plan, version, one),
    );
    return !answers.some(isBelow) && !isReplaced;
  });
  return [...newest, ...returned];
}

/** The table of fates, read literally; on request of a write that nobody was told of as if it had been acknowledged. */
function fateByBruteForce(plan: Plan, write: number, isOwed = false): string {
  const planned = plan.writes[write - 1] as PlannedWrite;
  const final = plan.finals[planned.key];
  if (final === null || final === undefined) return 'unknown';
  const returned = chosen(plan, planned.key, final);
  const versions = servedByBruteForce(plan, planned.key, returned, Infinity);
  const { copies } = planned;
  const areGone = copies.every(({ leaves }) => leaves !== null);
  const isDropped = areGone && (returned.length > 0 || planned.outcome !== 'ok');
  const isThere = versions.includes(write);
  if (isThere && !(planned.kind === 'delete' && isDropped)) return 'present';
  if (!isThere && isExplained(plan, write, versions)) return 'superseded';
  if (planned.outcome !== 'ok' && !isOwed) return 'absent';
  if (copies.some(({ leaves }) => leaves === 'rolled-back')) return 'rolled back';
  if (copies.every(({ leaves }) => leaves === 'erased')) return 'forgotten';
  const held = copies.filter(({ leaves }) => leaves === null);
  const dropped = copies.filter(({ leaves }) => leaves === 'discarded');
  const heldByTheDead = held.length > 0 && held.every(({ node }) => plan.down[node]);
  if (heldByTheDead && dropped.length === 0) return 'stranded';
  if (dropped.length === 0) return fateOfSuccessor(plan, write, held.length > 0);
  const isClobbered = dropped.some(({ other }) => hasClobbered(plan, other, write));
  if (isClobbered) return 'clobbered';
  return planned.kind === 'append' ? 'conflict' : 'discarded in conflict';
}

/** Held where it can be read, and not read: it was replaced by a write that was dropped in a conflict, or nobody knows. */
function fateOfSuccessor(plan: Plan, write: number, isHeld: boolean): string {
  const { kind } = plan.writes[write - 1] as PlannedWrite;
  const successors = plan.writes
    .map((_, index) => index + 1)
    .filter((one) => one > write && knownBy(plan, one).includes(write));
  const inConflict = successors
    .map((one) => fateByBruteForce(plan, one, true))
    .find((fate) => ['clobbered', 'conflict', 'discarded in conflict'].includes(fate));
  if (!isHeld || inConflict === undefined) return kind === 'delete' ? 'resurrected' : 'stranded';
  if (inConflict === 'clobbered') return 'clobbered';
  return kind === 'append' ? 'conflict' : 'discarded in conflict';
}

function isBeginning(plan: Plan, write: number): boolean {
  return plan.writes[write - 1]?.copies.length === 0 || knownBy(plan, write).length === 0;
}

/** All acknowledged writes that a read should have returned and did not. */
function missedByBruteForce(plan: Plan, key: number, at: number, returned: readonly number[]) {
  const versions = servedByBruteForce(plan, key, returned, at + 1);
  const oldest = Math.min(...versions);
  return plan.writes.flatMap(({ key: own, outcome, takes, copies }, index) => {
    const write = index + 1;
    const completedAt = write * 10 + takes;
    if (own !== key || outcome !== 'ok' || completedAt >= at) return [];
    if (isExplained(plan, write, versions)) return [];
    const knew = versions.some((version) => chains(plan, write, version).length > 0);
    // Whoever got nothing missed what began after what it may have served.
    const beganAfter = plan.writes.some(
      (_, place) =>
        (versions.length === 0 || place + 1 > oldest) &&
        isBeginning(plan, place + 1) &&
        chains(plan, write, place + 1).length > 0,
    );
    const isNewer = (returned.length === 0 && beganAfter) || (knew && copies.length > 0);
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

/** What was deleted nobody should return. */
const withoutDeletes = plans.map((plan): Plan => ({
  ...plan,
  writes: plan.writes.map((one) => (one.kind === 'delete' ? { ...one, kind: 'write' } : one)),
}));

describe('findings stay the same', () => {
  it.prop([plans])('when everything happens an hour later', (plan) => {
    const later = chronicleOfPlan(plan, { shift: 3_600_000, names: keys });
    expect(essence(check(later))).toEqual(essence(check(chronicleOfPlan(plan))));
  });

  it.prop([plans])('when keys have other names, in another order', (plan) => {
    const renamed = chronicleOfPlan(plan, { shift: 0, names: ['zebra 1', '1'] });
    expect(essence(check(renamed))).toEqual(essence(check(chronicleOfPlan(plan))));
  });

  it.prop([withoutDeletes])('when a read is added that returns everything there is', (plan) => {
    const fresh = { key: 0, at: 500, returned: 255 };
    const more = chronicleOfPlan({ ...plan, reads: [...plan.reads, fresh] });
    // It returns what is gone, too, and its session may have written before what it returns now; nothing else is wrong.
    const [found, before] = [more, chronicleOfPlan(plan)].map((chronicle) => {
      const findings = check(chronicle);
      const dirtyReads = findings.dirtyReads.filter(({ read }) => read.invokedAt !== 500_000);
      const verdicts = { ...findings.verdicts, writesFollowReads: 'valid' as const };
      return essence({ ...findings, dirtyReads, verdicts });
    });
    expect(found).toEqual(before);
  });

  it.prop([plans])('when a read is added that began before any write was acknowledged', (plan) => {
    const early = { key: 0, at: 0, returned: 0 };
    const more = chronicleOfPlan({ ...plan, reads: [...plan.reads, early] });
    expect(essence(check(more))).toEqual(essence(check(chronicleOfPlan(plan))));
  });
});
