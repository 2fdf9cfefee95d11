/**
 * From the nodes of a YAML document to plain data, noting where every key and value stands. Aliases are
 * followed within a budget, so that a few of them cannot grow beyond measure.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';
import { problemFrom, type Path, type Problem, type ProblemCode } from './problem.js';
import type { Place } from './scenario.js';
import { quote } from './suggestion.js';

/** Where a part stands: its key, if it has one, and its value. */
export interface Located {
  readonly key: Place | null;
  readonly value: Place;
}

export interface PlainYaml {
  /** Null when the text could not be read; then there are problems. */
  readonly data: { readonly value: unknown } | null;
  /** By path, see `placeKey`. */
  readonly places: ReadonlyMap<string, Located>;
  readonly problems: readonly Problem[];
}

/** How a path is written as a key of `places`: `faults/0/crash`. */
export function placeKey(path: Path): string {
  return path.join('/');
}

const deepest = 64;
/** Nodes that aliases may add. */
const aliasBudget = 20_000;

type PlaceOf = (offset: number) => Place;

/** What one walk over a document gathers. */
interface Walk {
  readonly placeOf: PlaceOf;
  readonly places: Map<string, Located>;
  readonly problems: Problem[];
  /** Anchors seen so far. */
  readonly anchors: Map<string, Node>;
  /** How many nodes aliases have added. */
  expanded: number;
  /** Why the walk was given up. */
  failure: Problem | null;
}

/** The document as plain data. */
export function plainFrom({ contents }: Document.Parsed, placeOf: PlaceOf): PlainYaml {
  const places = new Map<string, Located>();
  const walk: Walk = {
    placeOf,
    places,
    problems: [],
    anchors: new Map(),
    expanded: 0,
    failure: null,
  };
  const value = valueOf(contents, [], null, false, walk);
  if (walk.failure !== null) return { data: null, places, problems: [walk.failure] };
  const isYaml = walk.problems.every(({ code }) => code !== 'E101');
  return { data: isYaml ? { value } : null, places, problems: walk.problems };
}

function valueOf(
  node: unknown,
  path: Path,
  key: Place | null,
  inAlias: boolean,
  walk: Walk,
): unknown {
  if (walk.failure !== null) return null;
  const place = walk.placeOf(offsetOf(node));
  walk.places.set(placeKey(path), { key, value: place });
  if (path.length > deepest) return giveUp('E107', path, place, walk);
  if (inAlias) {
    walk.expanded += 1;
    if (walk.expanded > aliasBudget) return giveUp('E106', path, place, walk);
  }
  if (isAlias(node)) {
    const meant = walk.anchors.get(node.source);
    if (meant !== undefined) return valueOf(meant, path, key, true, walk);
    walk.problems.push(problemAt('E101', path, `no anchor is called "${node.source}"`, place));
    return null;
  }
  if (!inAlias) rememberAnchor(node, walk);
  if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  if (isSeq(node)) {
    return node.items.map((item, index) => valueOf(item, [...path, index], null, inAlias, walk));
  }
  if (isMap(node)) return mappingOf(node.items, path, inAlias, walk);
  return null;
}

function mappingOf(
  items: readonly unknown[],
  path: Path,
  inAlias: boolean,
  walk: Walk,
): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const pair of items) {
    if (!isPair(pair)) continue;
    const key = keyOf(pair, path, walk);
    if (key === null) continue;
    const place = walk.placeOf(offsetOf(pair.key));
    if (entries.has(key)) {
      const message = `${quote(key)} stands here for the second time`;
      walk.problems.push(problemAt('E102', [...path, key], message, place));
      continue;
    }
    if (pair.value === null) {
      walk.places.set(placeKey([...path, key]), { key: place, value: place });
      entries.set(key, null);
    } else {
      entries.set(key, valueOf(pair.value, [...path, key], place, inAlias, walk));
    }
  }
  return Object.fromEntries(entries);
}

/** The key of a pair as text; null, and a problem, when it can be no key. */
function keyOf({ key }: Pair, path: Path, walk: Walk): string | null {
  const place = walk.placeOf(offsetOf(key));
  const scalar: unknown = isScalar(key) ? key.value : null;
  const isText =
    typeof scalar === 'string' || typeof scalar === 'number' || typeof scalar === 'boolean';
  const text = isText ? String(scalar) : null;
  if (text === null) {
    walk.problems.push(problemAt('E108', path, 'a key must be a plain text', place));
    return null;
  }
  if (text === '<<') {
    const message = 'merge keys are not part of YAML 1.2';
    walk.problems.push(problemAt('E108', path, message, place, 'write the keys out'));
    return null;
  }
  if (text === '__proto__') {
    walk.problems.push(problemAt('E208', path, '"__proto__" cannot be a key', place));
    return null;
  }
  return text;
}

function rememberAnchor(node: unknown, { anchors }: Walk): void {
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
    anchors.set(node.anchor, node);
  }
}

function giveUp(code: 'E106' | 'E107', path: Path, place: Place, walk: Walk): null {
  const message =
    code === 'E106'
      ? 'aliases make this grow beyond measure'
      : 'nested too deeply to be a scenario';
  walk.failure ??= problemAt(code, path, message, place);
  return null;
}

function problemAt(
  code: ProblemCode,
  path: Path,
  message: string,
  place: Place,
  hint: string | null = null,
): Problem {
  return problemFrom({ code, path, message, hint, on: 'value' }, place);
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
