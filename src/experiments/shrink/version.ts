/**
 * A version of a scenario on its way to a smaller one: what is written, with the id of every fault, so that
 * random streams stay the same whatever happens to the others; what it says; how large it is.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { judge, scenarioDigest } from '../../scenario/judge.js';
import type { Scenario, ScenarioSpec } from '../../scenario/scenario.js';
import { isMapping } from '../../scenario/schema-walk.js';
import type { Written } from '../change.js';
import { isLeaf, listAt, withoutParts, withPart } from './edit.js';
import { isSmaller, ownIds, sizeOf, type Size } from './size.js';

export interface Version {
  /** As somebody would write it, but with an id for each fault. */
  readonly written: Written;
  readonly spec: ScenarioSpec;
  readonly digest: string;
  readonly size: Size;
  /** How many warnings it comes with. */
  readonly warnings: number;
  /** Families beside the built-in ones. */
  readonly declarations: readonly FamilyDeclaration[];
}

/** The version that somebody wrote; null when it is no valid scenario. */
export function versionOf(
  written: Written,
  declarations: readonly FamilyDeclaration[],
): Version | null {
  const { spec, complaints } = judge(written, declarations);
  if (spec === null) return null;
  const named = withIds(withoutEmptySections(written), (index) => spec.faults[index]?.id ?? null);
  return {
    written: named,
    spec,
    digest: scenarioDigest(spec),
    size: sizeOf(spec, named),
    warnings: complaints.length,
    declarations,
  };
}

/** What was written in place of a version; null when it is not valid, warns of more, or is not smaller. */
export function smallerVersion(version: Version, written: Written): Version | null {
  const next = versionOf(written, version.declarations);
  if (next === null || next.warnings > version.warnings) return null;
  return isSmaller(next.size, version.size) ? next : null;
}

/** As somebody would write it: ids stand only where they are others than those made from the content. */
export function writtenOf({ written, spec }: Version): Written {
  const isOwn = ownIds(spec.faults);
  return withIds(written, (index) =>
    isOwn[index] === true ? (spec.faults[index]?.id ?? '') : null,
  );
}

/** The version as a scenario. Nobody knows where its parts stand in a file. */
export function scenarioOf(version: Version): Scenario {
  const { spec, digest } = version;
  return { input: writtenOf(version), spec, digest, file: null, places: new Map() };
}

/** With other ids, or none where there is null. */
function withIds(written: Written, idOf: (index: number) => string | null): Written {
  const faults = listAt(written, ['faults']);
  if (faults.length === 0) return written;
  const named = faults.map((fault, index) => {
    const rest = isMapping(fault) ? withoutParts(fault, [['id']]) : {};
    const id = idOf(index);
    return id === null ? rest : { id, ...rest };
  });
  return withPart(written, ['faults'], named);
}

/** Sections that say nothing when they hold nothing. */
function withoutEmptySections(written: Written): Written {
  const empty = ['network', 'hosts', 'faults', 'expect'].filter((section) => {
    const value = written[section];
    return typeof value === 'object' && isLeaf(value);
  });
  return withoutParts(
    written,
    empty.map((section) => [section]),
  );
}
