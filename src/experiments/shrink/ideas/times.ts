/**
 * Less waiting: between the instants that a scenario names, something may happen that matters, or nothing.
 * What follows a shorter wait comes earlier by as much, the end of the run too.
 */
import { MILLISECOND, SECOND, formatDuration, type Duration } from '../../../kernel/time.js';
import type { ScenarioSpec } from '../../../scenario/scenario.js';
import type { Written } from '../../change.js';
import { partAt, withPart } from '../edit.js';
import { amount, type Amount, type Idea } from '../idea.js';
import type { Path } from '../../../scenario/problem.js';
import type { Version } from '../version.js';

/** The time behind all that the scenario names: the run ends sooner. */
export const sooner: Idea = (version) => shorterWaits(version, MILLISECOND).slice(-1);

/** Waits shorter by whole seconds: what happens every second, or many times in one, keeps its rhythm. */
export const fewerSeconds: Idea = (version) => shorterWaits(version, SECOND);

export const lessWaiting: Idea = (version) => shorterWaits(version, MILLISECOND);

/** Below this, nobody finds a run plainer. */
const leastAtEnd: Duration = SECOND;

/** From the first wait to the last, each shorter by so many grains. */
function shorterWaits({ written, spec }: Version, grain: Duration): readonly Amount[] {
  const named = namedTimes(spec).filter(({ path }) => partAt(written, path) !== undefined);
  const times = [0, ...new Set(named.map(({ time }) => time).filter((time) => time > 0))].sort(
    (one, other) => one - other,
  );
  return times.slice(1).flatMap((time, index) => {
    const wait = time - (times[index] ?? 0);
    const isLast = index === times.length - 2;
    const least = isLast ? Math.min(wait, leastAtEnd) : 0;
    const grains = Math.floor((wait - least) / grain);
    const earlier = (by: Duration): Written =>
      named
        .filter((one) => one.time >= time)
        .reduce<Written>(
          (whole, one) => withPart(whole, one.path, formatDuration(one.time - by)),
          written,
        );
    return amount({
      of: isLast ? 'wait before the end' : `wait ${index + 1}`,
      value: wait,
      least: wait - grains * grain,
      to: (shorter) => earlier(Math.floor((wait - shorter) / grain) * grain),
      told: formatDuration,
    });
  });
}

/** Every instant that stands in the scenario, and the end. */
function namedTimes({ faults, clients, duration }: ScenarioSpec) {
  const times: { path: Path; time: Duration | undefined }[] = [
    ...faults.map(({ at }, index) => ({ path: ['faults', index, 'at'], time: at })),
    ...clients.flatMap(({ from, until }, index) => [
      { path: ['clients', index, 'from'], time: from },
      { path: ['clients', index, 'until'], time: until },
    ]),
    { path: ['duration'], time: duration },
  ];
  return times.flatMap(({ path, time }) => (time === undefined ? [] : [{ path, time }]));
}
