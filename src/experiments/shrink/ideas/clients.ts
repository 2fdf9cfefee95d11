/** Fewer client groups and sessions, which do less. */
import { MILLISECOND, SECOND, formatDuration } from '../../../kernel/time.js';
import type { ClientSpec } from '../../../simulation/clients/schema.js';
import type { Written } from '../../change.js';
import { listAt, partAt, withPart } from '../edit.js';
import { amount, list, type Idea, type Part } from '../idea.js';
import { withoutNames } from '../names.js';
import { mostOperations, windowOf } from '../size.js';
import type { Version } from '../version.js';

export const fewerGroups: Idea = ({ written, spec: { clients } }) =>
  list({
    of: 'client groups',
    count: clients.length,
    least: 1,
    only: (kept) => {
      const gone = clients.flatMap(({ name }, index) => (kept.includes(index) ? [] : [name]));
      const groups = kept.map((index) => partAt(written, ['clients', index]));
      return withoutNames({ ...written, clients: groups }, gone);
    },
  });

export const fewerSessions = ofEachGroup(({ name, count }, put) =>
  amount({
    of: `sessions of ${name}`,
    value: count,
    least: 1,
    to: (sessions) => put('count', sessions),
  }),
);

export const slowerRate = ofEachGroup((client, put, { spec }) => {
  const { name, rate = 0 } = client;
  return amount({
    of: `rate of ${name}`,
    value: rate,
    least: SECOND / Math.max(1, windowOf(client, spec.duration)),
    to: (perSecond) => put('rate', rateText(perSecond)),
    told: rateText,
  });
});

function rateText(perSecond: number): string {
  return `${perSecond}/s`;
}

/** The group begins as usual and stops sooner. */
export const stopsSooner = ofEachGroup((client, put, { spec }) =>
  amount({
    of: `time that ${client.name} works`,
    value: windowOf(client, spec.duration),
    least: MILLISECOND,
    to: (window) => put('until', formatDuration(client.from + window)),
    told: formatDuration,
  }),
);

/**
 * The group stops as usual and begins later. Where operations begin at regular intervals, it begins with one
 * of those that it had, so that the others begin when they did.
 */
export const beginsLater = ofEachGroup((client, put, { spec }) => {
  const { name, from, rate, script, arrivals } = client;
  const window = windowOf(client, spec.duration);
  const interval = rate === undefined || arrivals !== 'even' ? null : SECOND / rate;
  if (interval === null || script !== undefined) {
    return amount({
      of: `time that ${name} works`,
      value: window,
      least: MILLISECOND,
      to: (length) => put('from', formatDuration(from + window - length)),
      told: formatDuration,
    });
  }
  const all = Math.ceil(window / interval);
  return amount({
    of: `operations of ${name} until it stops`,
    value: all,
    least: 1,
    to: (last) => put('from', formatDuration(from + Math.round((all - last) * interval))),
  });
});

export const fewerOperations = ofEachGroup((client, put, { spec }) =>
  amount({
    of: `operations of ${client.name}`,
    value: mostOperations(client, spec.duration),
    least: 1,
    to: (operations) => put('operations', operations),
    told: String,
  }),
);

export const fewerSteps: Idea = ({ written, spec }) =>
  spec.clients.flatMap(({ name, script = [] }, index) => {
    const path = ['clients', index, 'script'];
    const steps = listAt(written, path);
    return list({
      of: `steps of ${name}`,
      count: script.length,
      least: 1,
      only: (kept) =>
        withPart(
          written,
          path,
          kept.map((place) => steps[place]),
        ),
    });
  });

export const fewerRounds = ofEachGroup(({ name, script, repeat = 0 }, put) =>
  amount({
    of: `rounds of ${name}`,
    value: script === undefined ? 0 : repeat,
    least: 1,
    to: (rounds) => put('repeat', rounds),
  }),
);

/** All operations on few keys. */
export const fewerKeys: Idea = ({ written, spec }) =>
  spec.clients.flatMap(({ name, keys, script }, index) => {
    const path = ['clients', index, 'keys'];
    const isChoice = typeof partAt(written, path) === 'object';
    return amount({
      of: `keys of ${name}`,
      value: script === undefined && 'count' in keys ? keys.count : 0,
      least: 1,
      to: (count) => withPart(written, isChoice ? [...path, 'count'] : path, count),
    });
  });

/** Only writes, or only reads: as many as there were of the kind, at half the rate. */
export const oneKind: Idea = ({ written, spec }) =>
  spec.clients.flatMap(({ reads, rate, script }, index): readonly Part[] => {
    if (rate === undefined || script !== undefined || reads <= 0 || reads >= 1) return [];
    const path = ['clients', index];
    const alone = (share: number, of: number): Written =>
      withPart(
        withPart(written, [...path, 'reads'], share),
        [...path, 'rate'],
        rateText(rate * of),
      );
    return [alone(0, 1 - reads), alone(1, reads)].flatMap((only) =>
      list({ of: 'groups that both read and write', count: 1, least: 0, only: () => only }),
    );
  });

/** What can be less about each group. `put` writes one of its keys. */
function ofEachGroup(
  parts: (
    client: ClientSpec,
    put: (key: string, value: unknown) => Written,
    version: Version,
  ) => readonly Part[],
): Idea {
  return (version) =>
    version.spec.clients.flatMap((client, index) =>
      parts(
        client,
        (key, value) => withPart(version.written, ['clients', index, key], value),
        version,
      ),
    );
}
