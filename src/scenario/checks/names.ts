/** Names: every one that refers to something exists, and none stands for two things. */
import { genericEvents } from '../../simulation/nemesis/schema.js';
import { allClients, selectors, type ReferenceKind } from '../names/schema.js';
import type { Parts } from '../parts.js';
import type { Complain, Path, ProblemCode } from '../problem.js';
import { isMapping, type Reference } from '../schema-walk.js';
import { hintAmong, quote } from '../suggestion.js';

/** Complains of names that refer to nothing. */
export function checkReferences(parts: Parts, complain: Complain): void {
  const known = knownNames(parts);
  for (const reference of parts.references) {
    const names = known[reference.to];
    if (names === null) continue;
    if (names.includes(reference.name) || reference.words.includes(reference.name)) continue;
    complainOf(reference, names, complain);
  }
}

const refusals: Readonly<Record<ReferenceKind, readonly [ProblemCode, string]>> = {
  node: ['E302', 'there is no node'],
  place: ['E302', 'there is no node or zone'],
  zone: ['E302', 'there is no zone'],
  target: ['E302', 'there is no node, zone or role'],
  party: ['E302', 'there is no node, zone, role or client group'],
  event: ['E303', 'there is no event'],
  message: ['E304', 'this database has no message'],
  input: ['E304', 'this database has no message'],
  command: ['E305', 'this database has no command'],
  bug: ['E306', 'this database has no bug'],
};

function complainOf(
  { to, name, path, on, words }: Reference,
  names: readonly string[],
  complain: Complain,
): void {
  const [code, refusal] = refusals[to];
  const hint = hintAmong(name, [...words, ...names], 'there are');
  complain(code, path, `${refusal} ${quote(name)}`, { hint, on });
}

/** What each kind of reference may name; null where that is not known. */
function knownNames(parts: Parts): Readonly<Record<ReferenceKind, readonly string[] | null>> {
  const { family, nodes } = parts;
  const zones = zoneNames(parts);
  const places = nodes === null ? null : [...nodes, ...zones];
  const targets =
    places === null || family === null
      ? null
      : [...places, ...family.roles, ...Object.keys(selectors)];
  const parties = targets === null ? null : [...targets, allClients, ...groupNames(parts)];
  const messages = family === null ? null : Object.keys(family.messages);
  return {
    node: nodes,
    place: places,
    zone: zones,
    target: targets,
    party: parties,
    event: family === null ? null : [...Object.keys(family.events), ...Object.keys(genericEvents)],
    message: messages,
    input: messages === null ? null : [...messages, 'request'],
    command: family === null ? null : Object.keys(family.commands),
    bug: family === null ? null : Object.keys(family.bugs),
  };
}

/** The names of the zones, as far as they can be read. */
function zoneNames({ input }: Parts): readonly string[] {
  const network = input['network'];
  const zones = isMapping(network) ? network['zones'] : undefined;
  return isMapping(zones) ? Object.keys(zones) : [];
}

/** The names of the client groups, as far as they can be read. */
function groupNames({ input }: Parts): readonly string[] {
  return namesIn(input['clients'], 'name').map(({ name }) => name);
}

interface Named {
  readonly name: string;
  readonly path: Path;
  readonly on?: 'key';
}

function namesIn(list: unknown, key: string, at = ''): readonly Named[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const name = isMapping(entry) ? entry[key] : undefined;
    return typeof name === 'string' ? [{ name, path: [at, index, key] }] : [];
  });
}

/** Complains of one name for two things, of the same kind or of different kinds. */
export function checkDistinctNames(parts: Parts, complain: Complain): void {
  const { input, nodes, family } = parts;
  const nodePath = (index: number): Path =>
    isMapping(input['database']) && Array.isArray(input['database']['nodes'])
      ? ['database', 'nodes', index]
      : ['database', 'nodes'];
  const reserved = new Map<string, string>([
    ...(family?.roles ?? []).map((role) => [role, 'a role'] as const),
    ...Object.keys(selectors).map((selector) => [selector, 'a selector'] as const),
    [allClients, 'all client groups together'],
  ]);
  const kinds: readonly (readonly [string, readonly Named[]])[] = [
    ['a node', (nodes ?? []).map((name, index) => ({ name, path: nodePath(index) }))],
    [
      'a zone',
      zoneNames(parts).map((name) => ({ name, path: ['network', 'zones', name], on: 'key' })),
    ],
    ['a client group', namesIn(input['clients'], 'name', 'clients')],
  ];
  const taken = new Map(reserved);
  for (const [kind, named] of kinds) {
    for (const { name, path, on = 'value' } of named) {
      const other = taken.get(name);
      taken.set(name, other ?? kind);
      if (other === undefined) continue;
      if (other === kind)
        complain('E307', path, `${quote(name)} is the name of another one`, { on });
      else complain('E308', path, `${quote(name)} is also the name of ${other}`, { on });
    }
  }
  refuseRepeatedIds(namesIn(input['faults'], 'id', 'faults'), complain);
}

function refuseRepeatedIds(ids: readonly Named[], complain: Complain): void {
  const seen = new Set<string>();
  for (const { name, path } of ids) {
    if (seen.has(name)) complain('E307', path, `${quote(name)} is the id of another fault`);
    seen.add(name);
  }
}
