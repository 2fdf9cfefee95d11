/** A hunt through the first seeds around a scenario, for tests of what settings keep. */
import type { FamilyDeclaration } from '../../src/databases/common/schema.js';
import { builtInDeclarations } from '../../src/databases/schema.js';
import { beginHunt, countDrawn } from '../../src/experiments/hunt/hunt.js';
import { spaceOf, type SpaceOptions } from '../../src/experiments/hunt/space.js';
import { runSweep } from '../../src/experiments/node/run-sweep.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

const declarations: readonly FamilyDeclaration[] = Object.values(builtInDeclarations);

export function declarationOf({ spec }: Scenario): FamilyDeclaration {
  const declaration = declarations.find(({ kind }) => kind === spec.database.kind);
  if (declaration === undefined) throw new Error('no such family');
  return declaration;
}

/** Draws around the scenario with the seeds from 1 on, until its expectations are not met. */
export async function hunted(input: ScenarioInput, draws: number, options: SpaceOptions) {
  const given = scenario(input);
  const hunt = beginHunt({
    scenario: given,
    space: spaceOf(given, declarationOf(given), options),
    quarry: { kind: 'failure' },
    seeds: [{ from: 1, to: draws }],
    isForAll: false,
  });
  await runSweep(hunt.sweep, {
    onCounted: (_sweep, [measured]) => {
      if (measured !== undefined) countDrawn(hunt, measured);
    },
  });
  return hunt;
}
