/** What is drawn is always a scenario; and what settings keep, they keep under everything that a hunt draws. */
import { readdirSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { FamilyDeclaration } from '../../src/databases/common/schema.js';
import { builtInDeclarations } from '../../src/databases/schema.js';
import { drawFrom } from '../../src/experiments/hunt/draw.js';
import { outcomeOfHunt } from '../../src/experiments/hunt/hunt.js';
import { faultKinds } from '../../src/experiments/hunt/kinds.js';
import { spaceOf, spaceParts } from '../../src/experiments/hunt/space.js';
import { randomSource } from '../../src/kernel/random.js';
import { judge } from '../../src/scenario/judge.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { declarationOf, hunted } from '../support/hunting.js';
import { bundledScenario } from '../support/scenarios.js';

const declarations: readonly FamilyDeclaration[] = Object.values(builtInDeclarations);

const bundled = readdirSync('scenarios')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => bundledScenario(file.replace('.yaml', '')));

const options = fc.record({
  parts: fc.subarray([...spaceParts]),
  kinds: fc.subarray([...faultKinds], { minLength: 1 }),
  mostFaults: fc.integer({ min: 1, max: 30 }),
  keepFaults: fc.boolean(),
});

describe('a drawn scenario', () => {
  it('is tried around scenarios of every family', () => {
    const kinds = new Set(bundled.map(({ spec }) => spec.database.kind));
    expect([...kinds].toSorted()).toEqual(declarations.map(({ kind }) => kind).toSorted());
  });

  const draws = 10;
  test.prop([fc.constantFrom(...bundled), options, fc.nat(1_000_000)])(
    'has no problem, and no warning that the scenario itself has not',
    (given, chosen, first) => {
      const known = judge(given.input, []).complaints.length;
      expect(known).toBe(0);
      const space = spaceOf(given, declarationOf(given), chosen);
      for (let seed = first; seed < first + draws; seed += 1) {
        const { complaints } = judge(drawFrom(space, given, randomSource(seed)), []);
        expect(complaints).toEqual([]);
      }
    },
  );
});

/** Rows of the table in docs/families/primary-replica.md that say: kept. */
const kept = [
  { acknowledge: 'majority', fencing: 'epoch', draws: 100 },
  { acknowledge: 'majority', fencing: 'lease', draws: 50 },
  { acknowledge: 'any 1', fencing: 'epoch', draws: 50 },
  { acknowledge: 'any 1', fencing: 'lease', draws: 50 },
  { acknowledge: 'all', fencing: 'none', draws: 50 },
  { acknowledge: 'all', fencing: 'epoch', draws: 50 },
] as const;

/** And some that say: lost. The first seed that shows it. */
const lost = [
  { acknowledge: 'primary', fencing: 'none', nodes: 3, seed: 8 },
  { acknowledge: 'primary', fencing: 'epoch', nodes: 3, seed: 8 },
  { acknowledge: 'primary', fencing: 'lease', nodes: 3, seed: 13 },
  // Almost always kept, but by chance.
  { acknowledge: 'majority', fencing: 'none', nodes: 3, seed: 462 },
  // Of four replicas, one is not enough.
  { acknowledge: 'any 1', fencing: 'epoch', nodes: 5, seed: 67 },
] as const;

type Fencing = (typeof kept)[number]['fencing'];

function cluster(acknowledge: string, fencing: Fencing, nodes: number): ScenarioInput {
  const failover = { detect: '800ms', poll: '200ms', fencing };
  return {
    name: 'A small cluster',
    database: { kind: 'primary-replica', nodes, acknowledge, heartbeat: '200ms', failover },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, rate: '50/s', workload: 'append' }],
    duration: '8s',
    expect: { lostWrites: 0 },
  };
}

const usual = { roles: new Set(['primary', 'replica']) };

describe('the table of what primary-replica keeps', () => {
  it.each(kept)(
    'acknowledge: $acknowledge with fencing: $fencing loses nothing in $draws draws',
    async ({ acknowledge, fencing, draws }) => {
      const hunt = await hunted(cluster(acknowledge, fencing, 3), draws, usual);
      expect([...hunt.found.keys()]).toEqual([]);
      expect(outcomeOfHunt(hunt)).toBe('nothing');
      expect([...hunt.exercised.values()].filter(({ struck }) => struck === 0)).toEqual([]);
    },
  );

  it.each(lost)(
    'acknowledge: $acknowledge with fencing: $fencing on $nodes nodes loses writes, first with seed $seed',
    async ({ acknowledge, fencing, nodes, seed }) => {
      const hunt = await hunted(cluster(acknowledge, fencing, nodes), seed, usual);
      const found = [...hunt.found.values()].map(({ name, firstSeed }) => [name, firstSeed]);
      expect(found).toEqual([['lostWrites: rolled back', seed]]);
    },
  );
});
