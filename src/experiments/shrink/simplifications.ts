/**
 * Simpler versions of a scenario, for whoever looks for the simplest that still shows something: the
 * shrinker, and property tests that shrink what they have drawn.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import type { Written } from '../change.js';
import { partsOf, valuesOf, type Idea } from './idea.js';
import { ideas } from './ideas/table.js';
import { smallerVersion, versionOf, writtenOf, type Version } from './version.js';

/**
 * Simpler versions of a scenario as somebody wrote it, the boldest first, each of them valid and smaller by
 * the measure of size.ts, none twice. Nothing when it is no valid scenario. Faults without an id get the
 * one that they had where it would otherwise be another, so that chance treats them as before.
 */
export function* simplifications(
  written: Written,
  declarations: readonly FamilyDeclaration[] = [],
): Generator<Written> {
  const version = versionOf(written, declarations);
  if (version === null) return;
  const seen = new Set<string>();
  for (const idea of ideas) {
    for (const proposed of proposalsOf(idea, version)) {
      const next = smallerVersion(version, proposed);
      if (next === null || seen.has(next.digest)) continue;
      seen.add(next.digest);
      yield writtenOf(next);
    }
  }
}

function* proposalsOf(idea: Idea, version: Version): Generator<Written> {
  for (const part of idea(version)) {
    switch (part.kind) {
      case 'list':
        for (const kept of partsOf(part)) yield part.only(kept);
        break;
      case 'amount':
        for (const value of valuesOf(part)) yield part.to(value);
        break;
    }
  }
}
