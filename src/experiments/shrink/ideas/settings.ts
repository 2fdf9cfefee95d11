/** Fewer nodes, and settings that are left to their defaults. */
import type { Path } from '../../../scenario/problem.js';
import { insideOf, partAt, withoutParts, withPart } from '../edit.js';
import { list, type Idea, type List } from '../idea.js';
import { withoutNames } from '../names.js';
import { smallerVersion, type Version } from '../version.js';
import { mayGo } from './promises.js';

/** Nodes, and all that is said of them alone. */
export const fewerNodes: Idea = ({ written, spec }) => {
  const { nodes } = spec.database;
  const path = ['database', 'nodes'];
  const isCount = typeof partAt(written, path) === 'number';
  return list({
    of: 'nodes',
    count: nodes.length,
    // A replicated database stays one.
    least: Math.min(2, nodes.length),
    only: (kept) => {
      const names = kept.map((index) => nodes[index] ?? '');
      const isPlain = names.every((name, index) => name === `n${index + 1}`);
      const left = withPart(written, path, isCount && isPlain ? names.length : names);
      return withoutNames(
        left,
        nodes.filter((name) => !names.includes(name)),
      );
    },
  });
};

/** Settings of the whole, of a section, of a client group or of a fault. */
export const fewerSettings: Idea = (version) =>
  settings('settings', version, (path) => depthOf(path) === 1);

/** Settings inside others, and entries of lists. */
export const fewerDetails: Idea = (version) =>
  settings('settings inside others', version, (path) => depthOf(path) > 1);

/** Those that the scenario can do without one by one: what must be there would hinder leaving out many. */
function settings(of: string, version: Version, isMeant: (path: Path) => boolean): readonly List[] {
  const { written } = version;
  const paths = insideOf(written)
    .map(({ path }) => path)
    .filter((path) => isMeant(path) && canGo(version, path));
  return list({
    of,
    count: paths.length,
    least: 0,
    only: (kept) =>
      withoutParts(
        written,
        paths.filter((_, index) => !kept.includes(index)),
      ),
  });
}

/** Whether the scenario can do without a setting: what says no more than its default does, or promises nothing. */
function canGo(version: Version, path: Path): boolean {
  const next = smallerVersion(version, withoutParts(version.written, [path]));
  return next !== null && (next.digest === version.digest || mayGo(version, path));
}

/** How deep a section itself lies: in lists there are several. */
const sections: ReadonlyMap<unknown, number> = new Map([
  ['database', 1],
  ['network', 1],
  ['hosts', 1],
  ['clients', 2],
  ['faults', 2],
]);

/** How deep a setting lies in its section; 0 for what is none. */
function depthOf(path: Path): number {
  const [section, second] = path;
  if (section === 'settle') return 1;
  if (section === 'database' && second === 'nodes') return 0;
  const levels = sections.get(section);
  return levels === undefined ? 0 : Math.max(0, path.length - levels);
}
