/** Arbitrary fault schedules for property tests: every fault ends before the clients stop, so the cluster can heal. */
import fc from 'fast-check';
import type { ScenarioInput } from '../../src/scenario/schema.js';

export type FaultInput = NonNullable<ScenarioInput['faults']>[number];

const targets = ['n1', 'n2', 'n3', 'primary', 'replica', 'random', 'minority'];
const target = fc.constantFrom(...targets);
const milliseconds = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((amount) => `${String(amount)}ms`);
const inFlight = fc.constantFrom('drop' as const, 'hold' as const, 'deliver' as const);
const groups = fc.constantFrom(
  [['n1'], ['n2', 'n3']],
  [['n2'], ['n1', 'n3']],
  [['n3'], ['n1', 'n2']],
  [['n1'], ['n2'], ['n3']],
  [['primary'], ['replica']],
);

const times = { at: milliseconds(0, 8_000), for: milliseconds(10, 4_000) };

const fault: fc.Arbitrary<FaultInput> = fc.oneof(
  fc.record({ partition: groups, inFlight, messages: fc.constantFrom('drop', 'hold'), ...times }),
  fc.record({
    partition: fc.record({ from: target, to: target }),
    inFlight,
    ...times,
  }),
  fc.record({ isolate: target, inFlight, ...times }),
  fc.record({ crash: target, inFlight: fc.constantFrom('drop', 'deliver'), ...times }),
  fc.record({ pause: target, ...times }),
  fc.record({ slow: target, by: milliseconds(1, 20), ...times }),
  fc.record({ slowDisk: target, flush: milliseconds(1, 400), ...times }),
  fc.record({ lag: milliseconds(1, 900), on: fc.record({ from: target, to: target }), ...times }),
  fc.record({ loss: fc.constantFrom('5%', '50%', '100%'), ...times }),
  fc.record({ duplicate: fc.constantFrom('5%', '50%'), ...times }),
  fc.record({
    clock: target,
    jump: fc.constantFrom('-5s', '+5s'),
    drift: fc.constantFrom('-5%', '10%'),
    ...times,
  }),
) as fc.Arbitrary<FaultInput>;

/** Up to six faults. Targets that name the same node on both sides of a cut are left out: they are no scenario. */
export const faults: fc.Arbitrary<FaultInput[]> = fc
  .array(fault, { maxLength: 6 })
  .map((list) => list.filter((one) => !isVoid(one)));

function isVoid(one: FaultInput): boolean {
  const sides = (one as { partition?: unknown }).partition;
  if (typeof sides !== 'object' || sides === null || Array.isArray(sides)) return false;
  const { from, to } = sides as { from: string; to: string };
  return from === to;
}
