/**
 * A trial: a bug of the catalogue is hunted twice over the same draws, once switched on and once not. It must
 * be found, and shrunk to few faults; without it nothing may be found. Who runs the hunts is open.
 */
import { builtInDeclarations } from '../../databases/schema.js';
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import type { Fingerprint } from '../fingerprint.js';
import { drawnScenario } from '../hunt/draw.js';
import { beginHunt, outcomeOfHunt, type Hunt } from '../hunt/hunt.js';
import { rolesSeen } from '../hunt/roles.js';
import { spaceOf } from '../hunt/space.js';
import { shrinking, type Shrunk } from '../shrink/shrink.js';
import type { Pausing } from '../shrink/search.js';
import { seedCount, type Seeds } from '../sweep/seeds.js';
import { familyOf } from './catalogue.js';
import type { KnownBug } from './known-bug.js';

export interface Trial {
  readonly known: KnownBug;
  /** With the bug, until it is found. */
  readonly hunt: Hunt;
  /** Without it, to the last seed. */
  readonly control: Hunt;
  /** Null before it is found, and when it is not. */
  shrunk: Shrunk | null;
}

/** @param seeds default: 1, 2, … up to what the catalogue says */
export function beginTrial(known: KnownBug, seeds: Seeds = [{ from: 1, to: known.seeds }]): Trial {
  const clean = scenarioWith(known, {});
  // The same space for both, so that they draw the same.
  const roles = rolesSeen(clean);
  const space = spaceOf(clean, builtInDeclarations[familyOf(known)], { ...known.space, roles });
  const plan = { space, quarry: { kind: 'failure' }, seeds } as const;
  return {
    known,
    hunt: beginHunt({
      ...plan,
      scenario: scenarioWith(known, known.settings ?? { bugs: [known.bug] }),
      isForAll: false,
    }),
    control: beginHunt({ ...plan, scenario: clean, isForAll: true }),
    shrunk: null,
  };
}

/** The scenario of the catalogue, with these options of the database. */
function scenarioWith(
  { scenario, bug }: KnownBug,
  options: Readonly<Record<string, unknown>>,
): Scenario {
  const database = { ...scenario.database, ...options };
  return scenarioFrom({ ...scenario, name: bug, database } as ScenarioInput);
}

/** What the first run that failed shows, of what it must; null when there is none, or it shows other things. */
export function shownBy({ known, hunt }: Trial): Fingerprint | null {
  return known.shows.find((fingerprint) => hunt.found.has(fingerprint)) ?? null;
}

/** The scenario that was found, on its way to being small; null when there is none, or it cannot be made smaller. */
export function shrinkingOf(trial: Trial): Pausing<Shrunk> | null {
  const found = trial.hunt.found.get(shownBy(trial) ?? '');
  const fingerprint = found?.fingerprint ?? null;
  if (found === undefined || fingerprint === null) return null;
  const { space, scenario } = trial.hunt.plan;
  const drawn = drawnScenario(space, scenario, found.firstSeed, []);
  return shrinking(drawn, found.firstSeed, { fingerprint });
}

/** `caught` is as it should be; `interrupted` says nothing. */
export type TrialOutcome =
  | 'caught'
  | 'not found'
  | 'something else'
  | 'not shrunk'
  | 'control found something'
  | 'control not exercised'
  | 'interrupted';

/** How far a trial has come, and how it ended: the worst of what there is to say. */
export function outcomeOfTrial(trial: Trial): TrialOutcome {
  const { known, hunt, control, shrunk } = trial;
  if (control.found.size > 0) return 'control found something';
  if (hunt.found.size > 0 && shownBy(trial) === null) return 'something else';
  if (hunt.found.size === 0) return isThrough(hunt) ? 'not found' : 'interrupted';
  if (shrunk !== null && shrunk.after.faults > (known.faults ?? 0)) {
    return shrunk.isSmallest ? 'not shrunk' : 'interrupted';
  }
  const isShrunk = shrunk !== null || known.faults === null;
  if (!isShrunk || !isThrough(control)) return 'interrupted';
  return outcomeOfHunt(control) === 'nothing' ? 'caught' : 'control not exercised';
}

function isThrough({ plan, sweep }: Hunt): boolean {
  return sweep.done === seedCount(plan.seeds);
}
