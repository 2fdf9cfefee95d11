/**
 * Draws a scenario from a space. Each part of it has streams of chance of its own, named apart from those of
 * the run, so that to switch one part off leaves what is drawn for the others as it was.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import type { RandomSource } from '../../kernel/random.js';
import { randomSource } from '../../kernel/random.js';
import { scenario as scenarioFrom, type CustomScenarioInput } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/scenario.js';
import { isMapping } from '../../scenario/schema-walk.js';
import type { Run } from '../../simulation/run.js';
import type { Written } from '../change.js';
import { drawFaults } from './draw-faults.js';
import { drawHosts, drawNetwork, drawReading, drawWorkload } from './draw-rest.js';
import { faultKindOf } from './kinds.js';
import { promisesOf } from './promises.js';
import type { FaultSpace, Space } from './space.js';

/**
 * The scenario as somebody may have written it, with everything drawn that the space lets vary, the seed of
 * the source as its seed, and of its expectations those that promise something. It is always valid.
 */
export function drawFrom(space: Space, scenario: Scenario, source: RandomSource): Written {
  // The story is about other faults.
  const kept = without(scenario.input as Written, ['story', 'textbook']);
  const { faults, network, hosts } = space;
  return {
    ...kept,
    name: `${scenario.spec.name} (drawn with seed ${source.seed})`,
    seed: /^[1-9]\d{0,14}$/u.test(source.seed) ? Number(source.seed) : source.seed,
    ...(network === null
      ? {}
      : { network: { ...mapping(kept['network']), ...drawNetwork(network, chanceOf('network')) } }),
    ...(hosts === null
      ? {}
      : { hosts: drawHosts(hosts, mapping(kept['hosts']), chanceOf('hosts')) }),
    clients: drawClients(space, kept['clients'], chanceOf),
    ...(faults === null
      ? {}
      : {
          faults: [...ownFaults(faults, kept['faults']), ...drawFaults(faults, chanceOf('faults'))],
        }),
    expect: Object.fromEntries(promisesOf(scenario, space).map(({ path, value }) => [path, value])),
  };

  function chanceOf(part: string) {
    return source.stream(`drawn/${part}`);
  }
}

/** The scenario that a seed draws. The seed is also that of its run. */
export function drawnScenario(
  space: Space,
  scenario: Scenario,
  seed: number,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  const written = drawFrom(space, scenario, randomSource(seed));
  return scenarioFrom(written as unknown as CustomScenarioInput, { declarations });
}

/** By kind of fault, how many occurrences had something to act on; 0 for a kind that was drawn and had not. */
export function struckByKind({ scenario, chronicle }: Run): ReadonlyMap<string, number> {
  const kinds = scenario.spec.faults.map(faultKindOf);
  const times = new Map<string, number>(kinds.map((kind) => [kind, 0]));
  for (const { index, nodes } of chronicle.faults) {
    const kind = kinds[index];
    if (kind !== undefined && nodes.length > 0) times.set(kind, (times.get(kind) ?? 0) + 1);
  }
  return times;
}

function ownFaults({ keepsOwn }: FaultSpace, own: unknown): readonly unknown[] {
  return keepsOwn && Array.isArray(own) ? own : [];
}

function drawClients(
  { workload, reads }: Space,
  clients: unknown,
  chanceOf: (part: string) => ReturnType<RandomSource['stream']>,
): readonly unknown[] {
  const groups = Array.isArray(clients) ? (clients as readonly unknown[]) : [];
  return groups.map((written) => {
    const group = mapping(written);
    const name = String(group['name']);
    const work = workload?.find((one) => one.group === name);
    const reading = reads?.find((one) => one.group === name);
    return {
      ...group,
      ...(work === undefined ? {} : drawWorkload(work, chanceOf(`workload/${name}`))),
      ...(reading === undefined ? {} : drawReading(reading, chanceOf(`reads/${name}`))),
    };
  });
}

function without(whole: Written, keys: readonly string[]): Written {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key)));
}

function mapping(value: unknown): Written {
  return isMapping(value) ? value : {};
}
