/**
 * How large a scenario is, so that there is an end to making it smaller. The first number in which two
 * scenarios differ decides: fewer faults are worth any number of rounder times.
 */
import type { ClientSpec } from '../../simulation/clients/schema.js';
import { actionOf, type FaultSpec } from '../../simulation/nemesis/schema.js';
import { SECOND, type Duration } from '../../kernel/time.js';
import { faultIds } from '../../scenario/fault-id.js';
import type { NamedFault, ScenarioSpec } from '../../scenario/scenario.js';
import { insideOf, isLeaf, withoutParts, type Inner } from './edit.js';
import { digitsIn } from './figures.js';
import type { Written } from '../change.js';

export interface Size {
  readonly faults: number;
  /** How often faults begin, all together. */
  readonly strikes: number;
  /** How long they last, all together: one that stays lasts as long as the clients run. Microseconds. */
  readonly faultTime: Duration;
  readonly groups: number;
  readonly sessions: number;
  /**
   * How many operations the clients may begin at most. Who waits for answers may begin one a microsecond:
   * any limit makes that fewer.
   */
  readonly operations: number;
  readonly nodes: number;
  /** How long the clients run. Microseconds. */
  readonly duration: Duration;
  readonly keys: number;
  /** How many values are written down, but for names. */
  readonly settings: number;
  /** Faults whose id says something else than what they do. */
  readonly ids: number;
  /** Those of all figures, without zeros at the ends. */
  readonly digits: number;
}

/** From what weighs most to what weighs least. */
const byWeight: readonly (keyof Size)[] = [
  ...(['faults', 'strikes', 'faultTime', 'groups', 'sessions', 'operations', 'nodes'] as const),
  ...(['duration', 'keys', 'settings', 'ids', 'digits'] as const),
];

/** Whether one size is smaller than the other: less in the first number in which they differ. */
export function isSmaller(one: Size, other: Size): boolean {
  const first = byWeight.find((key) => one[key] !== other[key]);
  return first !== undefined && one[first] < other[first];
}

/** The size of a scenario: what it says, and how it was written. */
export function sizeOf(spec: ScenarioSpec, written: Written): Size {
  const { faults, clients, database, duration } = spec;
  const settings = settingsIn(written);
  return {
    faults: faults.length,
    strikes: sum(faults, (fault) => strikesOf(fault, duration)),
    faultTime: sum(faults, (fault) => strikesOf(fault, duration) * lengthOf(fault, duration)),
    groups: clients.length,
    sessions: sum(clients, ({ count }) => count),
    operations: sum(clients, (client) => mostOperations(client, duration)),
    nodes: database.nodes.length,
    duration,
    keys: sum(clients, ({ keys }) => ('count' in keys ? keys.count : 0)),
    settings: settings.length,
    ids: ownIds(faults).filter((isOwn) => isOwn).length,
    digits: sum(settings, ({ value }) => digitsIn(value)),
  };
}

/** How often a fault begins while clients run, if it begins at all. */
export function strikesOf({ every, times }: NamedFault, duration: Duration): number {
  return every === undefined ? 1 : (times ?? Math.ceil(duration / every));
}

function lengthOf(fault: NamedFault, duration: Duration): Duration {
  const action = actionOf(fault);
  return action === 'restart' || action === 'command' ? 0 : (fault.for ?? duration);
}

/** How long a client group works. */
export function windowOf({ from, until }: ClientSpec, duration: Duration): Duration {
  return Math.max(0, (until ?? duration) - from);
}

/** How many operations a client group may begin at most. */
export function mostOperations(client: ClientSpec, duration: Duration): number {
  const { count, rate, script, repeat, operations } = client;
  const window = windowOf(client, duration);
  const paced = rate === undefined ? count * window : Math.ceil((rate * window) / SECOND);
  const steps = script?.filter((step) => 'do' in step).length ?? 0;
  const scripted = script === undefined ? paced : count * steps * (repeat ?? window);
  return Math.min(paced, scripted, operations ?? paced);
}

/** For each fault whether its id is another than the one that is made from its content. */
export function ownIds(faults: readonly NamedFault[]): readonly boolean[] {
  const bare = faults.map((fault) => withoutParts<FaultSpec>(fault, [['id']]));
  const differs = differences(faults, faultIds(bare));
  // Where some ids stay, numbers of repeated ones may come out differently.
  const kept = faults.map((fault, index) =>
    differs[index] === true ? fault : (bare[index] as FaultSpec),
  );
  const isSame = differences(faults, faultIds(kept)).every((isOther) => !isOther);
  return isSame ? differs : faults.map(() => true);
}

function differences(
  faults: readonly NamedFault[],
  ids: readonly (string | null)[],
): readonly boolean[] {
  return faults.map(({ id }, index) => id !== ids[index]);
}

const settingSections: readonly unknown[] = [
  ...['database', 'network', 'hosts', 'clients', 'duration', 'settle', 'faults'],
];

/** What is written down, but for names, nodes and ids. */
export function settingsIn(written: Written): readonly Inner[] {
  return insideOf(written).filter(({ path, value }) => {
    const [section, second, third] = path;
    if (!settingSections.includes(section) || !isLeaf(value)) return false;
    if (section === 'database') return second !== 'kind' && second !== 'nodes';
    if (section === 'clients') return third !== 'name';
    return section !== 'faults' || third !== 'id';
  });
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
