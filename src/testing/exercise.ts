/** What the runs of a property test went through: where nothing happened, nothing was tested. */
import type { Exercise } from '../experiments/hunt/hunt.js';
import { struckByKind } from '../experiments/hunt/draw.js';
import type { FaultKind } from '../experiments/hunt/kinds.js';
import type { Run } from '../simulation/run.js';

export interface Exercised {
  /** Runs that were judged, and those of them that said nothing about the property. */
  runs: number;
  undecided: number;
  /** By kind of fault: in how many runs it was drawn, in how many it struck, how often in all. */
  readonly faults: Map<FaultKind, Exercise>;
}

export function beginExercise(): Exercised {
  return { runs: 0, undecided: 0, faults: new Map() };
}

export function countRun(exercised: Exercised, run: Run, isKnown: boolean): void {
  exercised.runs += 1;
  if (!isKnown) exercised.undecided += 1;
  for (const [name, times] of struckByKind(run)) {
    const kind = name as FaultKind;
    const known = exercised.faults.get(kind) ?? { drawn: 0, struck: 0, times: 0 };
    const struck = times > 0 ? 1 : 0;
    exercised.faults.set(kind, {
      drawn: known.drawn + 1,
      struck: known.struck + struck,
      times: known.times + times,
    });
  }
}

/** Why nothing follows from runs in which no property failed; null when something does. */
export function whyNothing({ runs, undecided, faults }: Exercised): string | null {
  if (runs === 0) return 'no scenario was run';
  if (runs === undecided) return 'no run could decide whether the property holds';
  const drawn = [...faults];
  if (drawn.length === 0 || drawn.some(([, { struck }]) => struck > 0)) return null;
  return `no fault ever struck; drawn were ${drawn.map(([kind]) => kind).join(', ')}`;
}
