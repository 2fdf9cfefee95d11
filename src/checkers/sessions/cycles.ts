/**
 * Demands that contradict each other, or what is certain, only together: if each were met, a write
 * would be older than itself. Then no order of the writes meets them all.
 */
import type { CertainOrder } from './certain-order.js';
import type { Demand } from './demands.js';

/** `before` is older than `after`, by a demand or, when that is null, surely. */
export interface OlderStep {
  readonly before: number;
  readonly after: number;
  readonly by: Demand | null;
}

/** A graph of versions and of the instants between their intervals. */
interface OlderGraph {
  readonly size: number;
  /** By number: what is directly older. */
  readonly older: { readonly from: number; readonly by: Demand | null }[][];
  /** By number: the version; undefined for an instant. */
  readonly versions: readonly number[];
}

/**
 * A cycle of these demands, all about one key, and the certain order; empty when there is none.
 * O(demands × log demands).
 */
export function contradictoryDemands(
  demands: readonly Demand[],
  order: CertainOrder,
): readonly OlderStep[] {
  const graph = graphOf(demands, order);
  const left = leftInCycles(graph);
  const visited = new Map<number, number>();
  const path: { node: number; by: Demand | null }[] = [];
  let node = left.indexOf(1);
  if (node < 0) return [];
  while (!visited.has(node)) {
    visited.set(node, path.length);
    const older = graph.older[node]?.find(({ from }) => left[from] === 1);
    path.push({ node, by: older?.by ?? null });
    node = older?.from ?? 0;
  }
  // The path goes backwards, from what is newer to what is older.
  return stepsOf(graph, path.slice(visited.get(node)).reverse());
}

/**
 * Instants between versions keep the graph small: a version is older than the instant after its
 * interval, each instant than the next one, and that than the versions that begin after it.
 */
function graphOf(demands: readonly Demand[], { from, to }: CertainOrder): OlderGraph {
  const versions = [...new Set(demands.flatMap(({ known, bound }) => [known, bound]))];
  const numbers = new Map(versions.map((version, number) => [version, number]));
  const older: { from: number; by: Demand | null }[][] = versions.map(() => []);
  for (const demand of demands) {
    const before = { from: numbers.get(demand.known) ?? 0, by: demand };
    older[numbers.get(demand.bound) ?? 0]?.push(before);
  }
  const bounds = versions.flatMap((version, number) => [
    { at: from[version] as number, isEnd: false, number },
    { at: to[version] as number, isEnd: true, number },
  ]);
  // What begins at the very end of another interval is not surely newer.
  bounds.sort((a, b) => a.at - b.at || Number(a.isEnd) - Number(b.isEnd) || a.number - b.number);
  let size = versions.length;
  for (const { isEnd, number } of bounds) {
    const hasInstant = size > versions.length;
    if (isEnd) {
      older.push([{ from: number, by: null }]);
      if (hasInstant) older[size]?.push({ from: size - 1, by: null });
      size++;
    } else if (hasInstant) older[number]?.push({ from: size - 1, by: null });
  }
  return { size, older, versions };
}

/** By number: 1 for all in cycles and after them. */
function leftInCycles({ size, older }: OlderGraph): Uint8Array {
  const left = new Uint8Array(size).fill(1);
  const newer: number[][] = older.map(() => []);
  const waits = older.map((all) => all.length);
  for (const [node, all] of older.entries()) for (const { from } of all) newer[from]?.push(node);
  const ready = waits.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    left[node] = 0;
    for (const next of newer[node] ?? []) {
      waits[next] = (waits[next] ?? 0) - 1;
      if (waits[next] === 0) ready.push(next);
    }
  }
  return left;
}

/** Steps from version to version, passing over instants. `by` leads to a node from the one before it. */
function stepsOf(
  { versions }: OlderGraph,
  cycle: readonly { readonly node: number; readonly by: Demand | null }[],
): readonly OlderStep[] {
  const first = cycle.findIndex(({ node }) => node < versions.length);
  const turned = [...cycle.slice(first), ...cycle.slice(0, first + 1)];
  const steps: OlderStep[] = [];
  let before = versions[turned[0]?.node ?? 0] as number;
  for (const { node, by } of turned.slice(1)) {
    const after = versions[node];
    if (after === undefined) continue;
    steps.push({ before, after, by });
    before = after;
  }
  return steps;
}
