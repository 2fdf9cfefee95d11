/**
 * All ideas, in the order in which they are tried: first those after which a run is cheaper, then those
 * after which it is plainer. A new one is one line here.
 */
import type { Idea } from '../idea.js';
import {
  beginsLater,
  fewerGroups,
  fewerKeys,
  fewerOperations,
  fewerRounds,
  fewerSessions,
  fewerSteps,
  oneKind,
  slowerRate,
  stopsSooner,
} from './clients.js';
import {
  fewerFaults,
  fewerRepeats,
  fewerTargets,
  noRepeats,
  plainIds,
  shorterFaults,
} from './faults.js';
import { fewerDetails, fewerNodes, fewerSettings } from './settings.js';
import { fewerSeconds, lessWaiting, sooner } from './times.js';
import { noSpread, rounder } from './values.js';

export const ideas: readonly Idea[] = [
  fewerFaults,
  fewerGroups,
  sooner,
  noRepeats,
  fewerRepeats,
  fewerSeconds,
  fewerSessions,
  oneKind,
  stopsSooner,
  beginsLater,
  fewerSteps,
  fewerRounds,
  fewerOperations,
  slowerRate,
  shorterFaults,
  lessWaiting,
  fewerNodes,
  fewerTargets,
  fewerKeys,
  fewerSettings,
  fewerDetails,
  noSpread,
  rounder,
  plainIds,
];
