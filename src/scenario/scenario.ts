/**
 * The scenario as a value: what somebody wrote, and what the simulation makes of it. The builder and the
 * YAML reader make it, `simulate` runs it, printers write it back.
 */
import type { ClientSpec } from '../simulation/clients/schema.js';
import type { HostsSpec } from '../simulation/host/schema.js';
import type { FaultSpec } from '../simulation/nemesis/schema.js';
import type { NetworkSpec } from '../simulation/network/schema.js';
import type { Duration } from '../kernel/time.js';

/** The scenario as read: units gone, defaults filled in. Durations are microseconds. */
export interface ScenarioSpec {
  readonly name: string;
  readonly story?: string | undefined;
  readonly textbook?: string | undefined;
  readonly seed?: string | undefined;
  readonly database: DatabaseSpec;
  readonly network: NetworkSpec;
  readonly hosts: HostsSpec;
  readonly clients: readonly ClientSpec[];
  readonly duration: Duration;
  readonly settle: Duration;
  readonly faults: readonly NamedFault[];
  readonly expect: ExpectSpec;
}

/** A fault whose id is given, or made from its content. */
export type NamedFault = FaultSpec & { readonly id: string };

/** Comparisons by path into the report. */
export type ExpectSpec = Readonly<Record<string, number | string>>;

/** Any family's options. */
export interface DatabaseSpec {
  readonly kind: string;
  readonly nodes: readonly string[];
  readonly bugs: readonly string[];
}

/** Where a part of a scenario stands in its file. Lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Scenario {
  /** As written, as plain JSON-like data. */
  readonly input: unknown;
  readonly spec: ScenarioSpec;
  /** 16 hexadecimal digits over the spec: equal scenarios have equal digests, however they are spelled. */
  readonly digest: string;
  /** The file it came from, as given, or null. */
  readonly file: string | null;
  /** By path such as `faults/0/crash`: where it stands in the file. Empty when it came from code. */
  readonly places: ReadonlyMap<string, Place>;
}
