/** The published results that there are. A new topic is a file and a line here. */
import { elections } from './elections.js';
import { figure8Topic } from './figure-8.js';
import type { Topic } from './published.js';
import { splitVotes } from './split-votes.js';
import { versionsBehind } from './versions-behind.js';
import { visibility } from './visibility.js';
import { wideArea } from './wide-area.js';

export const topics: readonly Topic[] = [
  elections,
  splitVotes,
  wideArea,
  figure8Topic,
  visibility,
  versionsBehind,
];

/** The topics that a word names: one by its name, or several by what their names begin with (`raft`). Empty when none does. */
export function topicsNamed(word: string): readonly Topic[] {
  return topics.filter(({ name }) => name === word || name.startsWith(`${word}-`));
}
