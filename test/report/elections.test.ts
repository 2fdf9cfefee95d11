/** Elections are promotions to the report: in recoveries, in the strip, in split brains, and in stories. */
import { describe, expect, it } from 'vitest';
import { counterfactualsOf } from '../support/planted-faults.js';
import { bundledScenario } from '../support/scenarios.js';
import { report } from '../../src/report/report.js';
import type { Style } from '../../src/report/style.js';
import { metricLines } from '../../src/report/text/metrics.js';
import { timeline } from '../../src/report/text/timeline.js';
import { simulate } from '../../src/simulation/simulate.js';
import { stepsOf, storyOf } from './stories.js';

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
const style: Style = { paint, unicode: true, width: 120 };

const slowClock = simulate(bundledScenario('85-a-lease-and-a-slower-clock'), { record: true });
const told = report(slowClock);

describe('a run of raft', () => {
  it('recovers with an election', () => {
    const { detectionMs, promotionMs, rediscoveryMs } = told.metrics.recovery ?? {};
    expect((detectionMs ?? 0) + (promotionMs ?? 0) + (rediscoveryMs ?? 0)).toBeCloseTo(
      told.metrics.rtoMs ?? -1,
    );
    expect(promotionMs).toBe(4);
  });

  it('shows who was elected', () => {
    expect(timeline(slowClock, style).at(-1)).toMatch(/▲ +▲ +n1 elected, n[23] elected$/u);
  });

  it('has two leaders that answer, of which one takes no writes', () => {
    const { count, believedCount, servingCount } = told.findings.splitBrain;
    expect([count, believedCount, servingCount]).toEqual([0, 1, 1]);
  });

  it('tells who was elected before a stale read', () => {
    const steps = stepsOf(storyOf(slowClock, 'staleReads'));
    const [fault, election] = steps.map((step) => step.replace(/^[\d.]+ /u, ''));
    expect(fault).toContain('The scenario strikes: partition');
    expect(election).toMatch(/^n[23] is elected\.$/u);
  });
});

it('has room for long names of nodes', () => {
  const far = report(simulate(bundledScenario('87-a-leader-near-its-majority')));
  const row = metricLines(far, style).find((line) => line.includes('lag of'));
  expect(row).toContain('lag of berlin written to');
});

describe('what raft has against findings', () => {
  const helpful = (name: string, finding: Parameters<typeof counterfactualsOf>[1]) =>
    counterfactualsOf(simulate(bundledScenario(name)), finding).prevention.map(
      ({ path, to, prevents, withIt }) => [path, to, prevents, withIt.count].join(' '),
    );

  it('against a lease that is too long: to ask a majority, or to trust it for half of the time', () => {
    expect(helpful('85-a-lease-and-a-slower-clock', 'staleReads')).toEqual([
      'clients.west.mode read-index true 0',
      'database.lease.drift 50% true 0',
    ]);
  });

  it('against stale reads at a node: to ask a majority', () => {
    expect(helpful('78-a-slow-follower', 'staleReads')).toEqual([
      'clients.stale.mode read-index true 0',
      'clients.stale.read leader true 0',
      'database.lease.drift 50% false 190',
    ]);
  });

  it('against duplicates: sessions, or no retry', () => {
    expect(helpful('89-a-blind-retry-in-raft', 'duplicateWrites')).toEqual([
      'clients.app.idempotencyKey true true 0',
      'clients.app.retry none true 0',
    ]);
  });
});
