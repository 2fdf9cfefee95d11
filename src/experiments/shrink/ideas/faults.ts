/** Fewer faults, and faults that strike less often, last shorter, concern fewer. */
import { MILLISECOND, formatDuration } from '../../../kernel/time.js';
import { isMapping } from '../../../scenario/schema-walk.js';
import { insideOf, listAt, partAt, withoutParts, withPart } from '../edit.js';
import { amount, list, type Idea } from '../idea.js';
import { ownIds, strikesOf } from '../size.js';

export const fewerFaults: Idea = ({ written, spec }) =>
  list({
    of: 'faults',
    count: spec.faults.length,
    least: 0,
    only: (kept) =>
      withPart(
        written,
        ['faults'],
        kept.map((index) => partAt(written, ['faults', index])),
      ),
  });

/** A fault that begins again and again begins once. */
export const noRepeats: Idea = ({ written, spec }) => {
  const repeating = spec.faults.flatMap(({ every }, index) => (every === undefined ? [] : [index]));
  return list({
    of: 'faults that repeat',
    count: repeating.length,
    least: 0,
    only: (kept) => {
      const gone = repeating.filter((_, place) => !kept.includes(place));
      const paths = gone.flatMap((index) =>
        ['every', 'times'].map((key) => ['faults', index, key]),
      );
      return withoutParts(written, paths);
    },
  });
};

export const fewerRepeats: Idea = ({ written, spec }) =>
  spec.faults.flatMap((fault, index) =>
    amount({
      of: `times that ${fault.id} begins`,
      value: strikesOf(fault, spec.duration),
      least: 1,
      to: (times) => withPart(written, ['faults', index, 'times'], times),
    }),
  );

export const shorterFaults: Idea = ({ written, spec }) =>
  spec.faults.flatMap((fault, index) =>
    amount({
      of: `duration of ${fault.id}`,
      value: fault.for ?? 0,
      least: MILLISECOND,
      to: (length) => withPart(written, ['faults', index, 'for'], formatDuration(length)),
      told: formatDuration,
    }),
  );

/** Every list in a fault holds names, or groups of names. */
export const fewerTargets: Idea = ({ written, spec }) =>
  listAt(written, ['faults']).flatMap((fault, index) =>
    insideOf(isMapping(fault) ? fault : {}, ['faults', index]).flatMap(({ path, value }) =>
      list({
        of: `targets of ${spec.faults[index]?.id ?? ''}`,
        count: Array.isArray(value) ? value.length : 0,
        least: 1,
        only: (kept) =>
          withPart(
            written,
            path,
            kept.map((place) => partAt(value, [place])),
          ),
      }),
    ),
  );

/** Ids that say something else than what the faults do. */
export const plainIds: Idea = ({ written, spec }) => {
  const own = ownIds(spec.faults).flatMap((isOwn, index) => (isOwn ? [index] : []));
  return list({
    of: 'ids of faults',
    count: own.length,
    least: 0,
    only: (kept) => {
      const gone = own.filter((_, place) => !kept.includes(place));
      return withoutParts(
        written,
        gone.map((index) => ['faults', index, 'id']),
      );
    },
  });
};
