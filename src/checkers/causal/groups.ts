/**
 * Lists of numbers by number, in two flat arrays: the members of group `g` stand in `members` from
 * `start[g]` to before `start[g + 1]`. Checkers of long histories keep their relations so.
 */

export interface Groups {
  readonly start: Int32Array;
  readonly members: Int32Array;
}

/**
 * The items 0, 1, 2 … `items - 1` by their group, in ascending order inside a group. An item whose
 * group is negative is in none.
 */
export function groupsOf(count: number, items: number, groupOf: (item: number) => number): Groups {
  const start = new Int32Array(count + 1);
  for (let item = 0; item < items; item++) {
    const group = groupOf(item);
    if (group >= 0) start[group + 1] = at(start, group + 1) + 1;
  }
  for (let group = 0; group < count; group++) {
    start[group + 1] = at(start, group + 1) + at(start, group);
  }
  const next = start.slice();
  const members = new Int32Array(at(start, count));
  for (let item = 0; item < items; item++) {
    const group = groupOf(item);
    if (group < 0) continue;
    const place = at(next, group);
    members[place] = item;
    next[group] = place + 1;
  }
  return { start, members };
}

/** Who has this one as a member: the groups that each of `count` members stands in, ascending. */
export function reversed({ start, members }: Groups, count: number): Groups {
  const owner = new Int32Array(members.length);
  for (let group = 0; group + 1 < start.length; group++) {
    owner.fill(group, at(start, group), at(start, group + 1));
  }
  const places = groupsOf(count, members.length, (place) => at(members, place));
  return { start: places.start, members: places.members.map((place) => at(owner, place)) };
}

/** The members of a group: a view, not a copy. */
export function membersOf({ start, members }: Groups, group: number): Int32Array {
  return members.subarray(at(start, group), at(start, group + 1));
}

/** What stands at an index that is surely in range. */
export function at(list: Int32Array | Uint8Array, index: number): number {
  return list[index] as number;
}
