/**
 * The scenario that measures visibility: the database, network and hosts of somebody's scenario with clients that write a new key,
 * wait, and read it. Writes are made as the scenario's first group that writes makes them, reads as its first group that reads,
 * from where that one is.
 *
 * Whoever reads is meant to be somebody else than who wrote: what a session promises to itself is left out.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { formatDuration, SECOND, type Duration } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ClientSpec } from '../../simulation/clients/schema.js';
import { rewritten, type Written } from '../change.js';
import { declarationOf, freeNames, groupsWritten, operationOptions } from '../probing.js';

/** Sessions that write and then read, over and over. */
export interface Probing {
  /** How many versions each key gets, one right after the other's acknowledgement, before it is read. */
  readonly versions: number;
  /** Between the last acknowledgement and the read. The shortest there is is a microsecond. */
  readonly wait: Duration;
  readonly sessions: number;
  /** How many keys each session writes. */
  readonly keys: number;
}

/** Who probes how, by the name of the client group. */
export interface Probe {
  readonly scenario: Scenario;
  readonly groups: ReadonlyMap<string, Probing>;
}

export interface ProbeOptions {
  /** The group whose reads are meant. Default: the first one that reads. */
  readonly group?: string;
  /** Families besides the built-in ones. */
  readonly declarations?: readonly FamilyDeclaration[];
}

/** Where a session keeps what it has seen: options of any family's reads. */
const ownPromises: readonly string[] = ['token', 'sticky', 'context'];

/** Where clients are, and how long they wait. */
const surroundings: readonly string[] = ['zone', 'latency', 'timeout', 'patience', 'retry'];

/** Nobody probes before the database is up: replicas have to find each other. */
const warmUp: Duration = 2 * SECOND;

/** What a group does when it writes, where its workload says; all others `write`. */
const probingWrites: ReadonlyMap<unknown, string> = new Map([
  ['append', 'append'],
  ['counter', 'add'],
]);

const writingSteps: ReadonlySet<unknown> = new Set(['write', 'append', 'add', 'update']);

/** More client groups that begin at different instants would not spread the load any further. */
const mostGroups = 20;

/**
 * The probing scenario, and which of its groups probes how. Throws a `ScenarioError` when there can be none.
 * @param duration how long clients may take
 */
export function probeFor(
  scenario: Scenario,
  probings: readonly Probing[],
  duration: Duration,
  { group, declarations = [] }: ProbeOptions,
): Probe {
  const declaration = declarationOf(scenario, declarations);
  const writer = placeOf(scenario, writes);
  const reader = placeOf(scenario, (one) =>
    group === undefined ? reads(one) : one.name === group,
  );
  const parts = probings.flatMap(inParts);
  const names = freeNames(scenario, declaration)('probe', parts.length);
  const groups = new Map(parts.map((part, place) => [names[place] ?? '', part]));
  const change = (written: Written): Written => {
    const [writing, reading] = [writer, reader].map((place) => groupsWritten(written)[place]);
    const write = {
      ...operationOptions(writing, declaration),
      ...operationOptions(firstStep(writing, isWrite), declaration),
      do: probingWrites.get(writing?.['workload']) ?? 'write',
    };
    const read = {
      ...withoutPromises(operationOptions(reading, declaration)),
      ...withoutPromises(operationOptions(firstStep(reading, isRead), declaration)),
      do: 'read',
    };
    const around = only(reading ?? {}, (key) => surroundings.includes(key));
    return {
      ...written,
      clients: parts.map(({ versions, wait, sessions, keys }, place) => ({
        ...around,
        name: names[place],
        count: sessions,
        repeat: keys,
        from: formatDuration(warmUp + Math.floor((place * SECOND) / parts.length)),
        script: [
          { ...write, key: '$new' },
          ...Array.from({ length: versions - 1 }, () => ({ ...write, key: '$last' })),
          { wait: formatDuration(wait) },
          { ...read, key: '$last' },
        ],
      })),
      duration: formatDuration(duration),
      settle: '0s',
      faults: [],
      expect: {},
    };
  };
  return { scenario: rewritten(scenario, change, declarations), groups };
}

/** The same sessions in groups that begin one after the other: not all at the same instant. */
function inParts(probing: Probing): readonly Probing[] {
  const count = Math.min(mostGroups, probing.sessions);
  return Array.from({ length: count }, (_, part) => ({
    ...probing,
    sessions:
      Math.floor(((part + 1) * probing.sessions) / count) -
      Math.floor((part * probing.sessions) / count),
  }));
}

/** The first group that is wanted; where none is, the first there is. */
function placeOf({ spec }: Scenario, isWanted: (group: ClientSpec) => boolean): number {
  return Math.max(0, spec.clients.findIndex(isWanted));
}

function writes({ script, reads: share }: ClientSpec): boolean {
  return script === undefined ? share < 1 : script.some(isWrite);
}

function reads({ script, reads: share, workload }: ClientSpec): boolean {
  return script === undefined ? share > 0 || workload === 'update' : script.some(isRead);
}

function isWrite(step: object): boolean {
  return 'do' in step && writingSteps.has(step.do);
}

function isRead(step: object): boolean {
  return 'do' in step && (step.do === 'read' || step.do === 'update');
}

function firstStep(
  group: Written | undefined,
  isWanted: (step: object) => boolean,
): Written | undefined {
  const script = group?.['script'];
  return Array.isArray(script) ? (script as readonly Written[]).find(isWanted) : undefined;
}

function withoutPromises(options: Written): Written {
  return only(options, (key) => !ownPromises.includes(key));
}

function only(written: Written, isWanted: (key: string) => boolean): Written {
  return Object.fromEntries(Object.entries(written).filter(([key]) => isWanted(key)));
}
