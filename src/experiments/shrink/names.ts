/**
 * Taking names out of a scenario: of nodes and client groups that it shall do without. What is said of
 * them alone goes with them; a fault that concerns others, too, stays for these.
 */
import { isMapping } from '../../scenario/schema-walk.js';
import type { Written } from '../change.js';
import { listAt } from './edit.js';

type Names = ReadonlySet<string>;

/**
 * The scenario without any mention of these nodes or client groups, but for the lists that make them. What
 * the database promises, and where clients turn to, stays: then nobody can do without a node named there.
 */
export function withoutNames(written: Written, gone: readonly string[]): Written {
  const names: Names = new Set(gone);
  const { database, network, hosts, faults } = written;
  const { members, ...options } = isMapping(database) ? database : {};
  const { links, ...qualities } = isMapping(network) ? network : {};
  const changed = {
    database: {
      ...options,
      ...(isMapping(members) ? { members: mappingWithout(members, names) } : {}),
    },
    network: {
      ...mappingWithout(qualities, names),
      ...(links === undefined ? {} : { links: entriesWithout(links, names) }),
    },
    hosts: mappingWithout(isMapping(hosts) ? hosts : {}, names),
    faults: entriesWithout(faults, names),
  };
  const kept = Object.entries(changed).filter(([section]) => section in written);
  return { ...written, ...Object.fromEntries(kept) };
}

/** Faults or links: without one of its ends, a link is none; without a target, a fault is none. */
function entriesWithout(entries: unknown, names: Names): readonly unknown[] {
  return listAt(entries, []).flatMap((entry) => {
    if (!isMapping(entry)) return [entry];
    const { id, ...content } = entry;
    const left = whole(content, names);
    return left === undefined ? [] : [id === undefined ? left : { id, ...(left as object) }];
  });
}

/** The mapping without the names as keys, and without keys of whose value nothing is left. */
function mappingWithout(mapping: object, names: Names): object {
  return Object.fromEntries(
    Object.entries(mapping).flatMap(([key, value]: [string, unknown]) => {
      const left = names.has(key) ? undefined : without(value, names);
      return left === undefined ? [] : [[key, left]];
    }),
  );
}

/** The value without the names; undefined when nothing is left of it. */
function without(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return names.has(value) ? undefined : value;
  if (isMapping(value)) return mappingWithout(value, names);
  return Array.isArray(value) ? listWithout(value, names, without) : value;
}

/** The same, where every key must stay, and groups or ends must stay two. */
function whole(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return names.has(value) ? undefined : value;
  if (Array.isArray(value)) return listWithout(value, names, whole);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => {
    const left = whole(part, names);
    const isLeftAlone = ofTwo.includes(key) && Array.isArray(left) && left.length < 2;
    return [key, isLeftAlone ? undefined : left];
  });
  const isBroken = entries.some(([, part]) => part === undefined);
  return isBroken ? undefined : Object.fromEntries(entries);
}

/** Lists that mean nothing with one entry. */
const ofTwo: readonly string[] = ['partition', 'between'];

function listWithout(
  entries: readonly unknown[],
  names: Names,
  strip: (value: unknown, names: Names) => unknown,
): readonly unknown[] | undefined {
  const left = entries.map((entry) => strip(entry, names)).filter((entry) => entry !== undefined);
  return left.length === 0 && entries.length > 0 ? undefined : left;
}
