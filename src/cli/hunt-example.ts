/** What a hunt has found, made small and written down: the first run that has it, as a scenario of its own. */
import type { AnyFamily } from '../databases/database.js';
import { rewritten } from '../experiments/change.js';
import { drawnScenario } from '../experiments/hunt/draw.js';
import type { Found, HuntPlan } from '../experiments/hunt/hunt.js';
import type { Example } from '../experiments/hunt/summary.js';
import { exhibitOf, type Exhibit } from '../experiments/shrink/file.js';
import { shrinking, type Shrunk } from '../experiments/shrink/shrink.js';
import { expectationOf } from '../experiments/shrink/target.js';
import { formatDuration } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run } from '../simulation/run.js';
import { simulate } from '../simulation/simulate.js';
import { shrunkHere } from './shrunk-here.js';

export interface ExampleOptions {
  readonly databases: readonly AnyFamily[];
  readonly shrinks: boolean;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** The scenario that shows what was found, and what there is to say about it. */
export interface Shown {
  readonly scenario: Scenario;
  readonly shrunk: Shrunk | null;
  readonly exhibit: Exhibit;
  readonly example: Omit<Example, 'file'>;
}

export async function exampleOf(
  { name, fingerprint, firstSeed: seed }: Found,
  { space, scenario: given }: HuntPlan,
  { databases, shrinks, signal }: ExampleOptions,
): Promise<Shown> {
  const declarations = databases.map(({ declaration }) => declaration);
  const drawn = drawnScenario(space, given, seed, declarations);
  const shrunk =
    shrinks && fingerprint !== null
      ? await shrunkHere(
          shrinking(drawn, seed, { fingerprint, databases }),
          signal,
          `shrinking seed ${String(seed)}: `,
        )
      : null;
  const asserting =
    fingerprint === null
      ? drawn
      : rewritten(
          drawn,
          (written) => ({ ...written, expect: expectationOf(fingerprint) }),
          declarations,
        );
  const scenario = shrunk?.scenario ?? asserting;
  const exhibit =
    fingerprint === null
      ? { number: 1, headline: `Not as the scenario expects: ${name}.` }
      : exhibitOf({ scenario, fingerprint }, databases);
  return {
    scenario,
    shrunk,
    exhibit,
    example: {
      seed,
      headline: exhibit.headline,
      drawnFaults: drawn.spec.faults.length,
      faults: faultsIn(simulate(scenario, { seed, databases })),
      shrinkRuns: shrunk?.runs ?? null,
      isSmallest: shrunk?.isSmallest ?? false,
    },
  };
}

/** The faults as they struck: `5s: partition n1 | n2 n3 for 2s`. A fault that never did: its id. */
function faultsIn({ scenario, chronicle }: Run): readonly string[] {
  return scenario.spec.faults.map(({ id }) => {
    const struck = chronicle.faults.filter(({ fault }) => fault === id);
    const [first] = struck;
    if (first === undefined) return `${id} (never began)`;
    const { beganAt, endedAt, summary } = first;
    const length =
      endedAt === null || endedAt === beganAt ? '' : ` for ${formatDuration(endedAt - beganAt)}`;
    const times = struck.length === 1 ? '' : `, ${String(struck.length)} times`;
    return `${formatDuration(0 + beganAt)}: ${summary}${length}${times}`;
  });
}
