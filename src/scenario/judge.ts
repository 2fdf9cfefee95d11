/**
 * From plain data to a scenario's spec: every part is parsed, every check runs on whatever parsed, and all
 * complaints come together. The YAML reader and the builder both end here.
 */
import { builtInDeclarations } from '../databases/schema.js';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { digestOf } from '../kernel/digest.js';
import { checkClients } from './checks/clients.js';
import { checkCounters } from './checks/counters.js';
import { checkExpectations } from './checks/expect.js';
import { checkFamily } from './checks/family.js';
import { checkFaults } from './checks/faults.js';
import { checkDistinctNames, checkReferences } from './checks/names.js';
import { checkNetwork } from './checks/network.js';
import { faultIds } from './fault-id.js';
import { parseParts, type Families, type Parts } from './parts.js';
import { complaintBook, isWarning, type Complaint } from './problem.js';
import type { ScenarioSpec } from './scenario.js';
import { isMapping } from './schema-walk.js';
import { quote } from './suggestion.js';

export interface Judgement {
  /** Null when there are errors among the complaints. */
  readonly spec: ScenarioSpec | null;
  readonly complaints: readonly Complaint[];
}

/** Judges what somebody wrote, as plain data. `declarations` are families besides the built-in ones. */
export function judge(input: unknown, declarations: readonly FamilyDeclaration[]): Judgement {
  const { complaints, complain } = complaintBook();
  if (!isMapping(input)) {
    const hint = 'it begins for example with name: …';
    complain('E104', [], `a scenario is a mapping of keys to values, not ${quote(input)}`, {
      hint,
    });
    return { spec: null, complaints };
  }
  const parts = parseParts(input, familiesWith(declarations), complain);
  checkReferences(parts, complain);
  checkDistinctNames(parts, complain);
  checkNetwork(parts, complain);
  checkClients(parts, complain);
  checkCounters(parts, complain);
  checkFamily(parts, complain);
  checkFaults(parts, complain);
  checkExpectations(parts, complain);
  const isWell = complaints.every(({ code }) => isWarning(code));
  return { spec: isWell ? specOf(parts) : null, complaints };
}

/** 16 hexadecimal digits: equal specs have equal ones, however the scenario is spelled. */
export function scenarioDigest(spec: ScenarioSpec): string {
  return digestOf(spec);
}

function familiesWith(declarations: readonly FamilyDeclaration[]): Families {
  const all: readonly FamilyDeclaration[] = [
    ...Object.values(builtInDeclarations),
    ...declarations,
  ];
  return new Map(all.map((declaration) => [declaration.kind, declaration]));
}

/** The parts put together; without a complaint none is missing. */
function specOf(parts: Parts): ScenarioSpec {
  const { heading, database, network, hosts, clients, duration, settle, faults, expect } = parts;
  const ids = faultIds(faults);
  const named = faults.map((fault, index) => ({ ...fault, id: ids[index] }));
  return withoutUndefined({
    ...heading,
    ...{ database, network, hosts, clients, duration, settle, faults: named, expect },
  }) as ScenarioSpec;
}

/** A copy that shares nothing with schemas' defaults, and where what is not said is absent. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, withoutUndefined(part)]),
  );
}
