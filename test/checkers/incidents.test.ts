/** Which fault an incident is put down to, when operators acted in between. */
import { describe, expect, it } from 'vitest';
import { lastFaultBefore } from '../../src/checkers/incidents.js';
import type { FaultOccurrence } from '../../src/history/chronicle.js';

function fault(kind: string, beganAt: number, endedAt: number | null, node = 'n1') {
  const occurrence: FaultOccurrence = {
    ...{ fault: `${kind}-${beganAt}`, index: 0, kind, summary: kind },
    ...{ beganAt, beganIn: beganAt, endedAt, nodes: [node] },
  };
  return occurrence;
}

/** The fault that struck last before instant 50. */
function struck(...faults: readonly FaultOccurrence[]): string | undefined {
  return lastFaultBefore({ faults }, 50)?.fault;
}

describe('the last fault', () => {
  it('is the last one that began, lasting or not', () => {
    expect(struck(fault('crash', 10, null), fault('pause', 20, 30))).toBe('pause-20');
    expect(struck(fault('crash', 10, null), fault('pause', 60, 70))).toBe('crash-10');
    expect(struck()).toBeUndefined();
  });

  it('is the one that an operator answered', () => {
    expect(struck(fault('crash', 10, null), fault('command', 40, 40))).toBe('crash-10');
    expect(struck(fault('partition', 10, 45), fault('restart', 40, 40))).toBe('partition-10');
  });

  it('is the act itself where there was nothing to answer', () => {
    expect(struck(fault('command', 40, 40))).toBe('command-40');
    expect(struck(fault('crash', 10, 20), fault('command', 40, 40))).toBe('command-40');
  });

  it('touched one of the nodes in question', () => {
    const faults = [fault('crash', 10, null, 'n1'), fault('crash', 20, null, 'n2')];
    expect(lastFaultBefore({ faults }, 50, ['n1', 'n3'])?.fault).toBe('crash-10');
    expect(lastFaultBefore({ faults }, 50, ['n3'])).toBeNull();
  });
});
