/** Reads files that hold Jepsen's events as maps, in EDN or in JSON. */
import { fieldsOf, type Fields } from './fields.js';
import type { HistoryReader, ReadingOptions } from './format.js';
import { formsIn, type Notation } from './forms.js';
import { jepsenEvents, type JepsenEvent } from './jepsen-events.js';
import type { Conventions } from './jepsen-values.js';
import { problemBook } from './problem-book.js';

/** How one of the formats differs from the others. */
export interface JepsenDialect {
  readonly notation: Notation;
  readonly conventions: Conventions;
  readonly event: (fields: Fields) => JepsenEvent;
}

/** What Knossos takes for granted: a failed cas says nothing, and neither does a read of nil. */
export const knossosConventions = { failedCas: 'never', nilRead: 'unknown' } as const;

export function jepsenReader(dialect: JepsenDialect, options: ReadingOptions): HistoryReader {
  const book = problemBook(options);
  const events = jepsenEvents(book, { ...dialect.conventions, ...options });
  const forms = formsIn(dialect.notation, book, (form, line) => {
    const fields = fieldsOf(form);
    if (fields !== null) events.take(line, dialect.event(fields));
    else
      book.complain(line, 'this is no event: a map with type, f, value and process was expected');
  });
  return {
    push: (text) => forms.push(text),
    end() {
      forms.end();
      return events.result();
    },
  };
}
