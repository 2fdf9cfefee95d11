/**
 * Both modes of a rule at once: on the state itself, and inside Immer on a frozen copy of it. They must leave the same
 * state and want the same things; and what a rule wants is frozen, so that it cannot be a piece of the state.
 */
import { expect } from 'vitest';
import type { CommonOptions } from '../../src/databases/database.js';
import { Kernel } from '../../src/kernel/kernel.js';
import type { NodeDoor } from '../../src/simulation/host/door.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { cloneState, deepFreeze, Recorder, refuseDrafts } from '../../src/simulation/recorder.js';
import { RepeatingStream } from './door.js';

const recorder = new Recorder(new Kernel(1), true);

/** Changes the state as the rule does; answers what the rule wants from the world, frozen. */
export function inBothModes<State extends object>(
  state: State,
  { effects, random }: NodeDoor<CommonOptions>,
  rule: (state: State) => void,
): readonly Effect[] {
  const chance = random instanceof RepeatingStream ? random : null;
  chance?.goOn();
  const before = cloneState(state);
  deepFreeze(before);
  let recorded: readonly Effect[] = [];
  const after = recorder.produce(before, (draft) => {
    rule(draft);
    recorded = effects.take();
    for (const effect of recorded) refuseDrafts(effect);
  });
  chance?.again();
  rule(state);
  const plain = effects.take();
  for (const effect of plain) deepFreeze(effect);
  expect(recorded).toEqual(plain);
  expect(after).toEqual(state);
  return plain;
}
