/**
 * What all file formats of histories have in common: reading takes text piece by piece and gives a
 * history or the problems of the file, writing gives text piece by piece. Nothing here knows files;
 * the caller does.
 */
import type { FaultOccurrence } from '../chronicle.js';
import type { History } from '../history.js';

export const formatNames = [
  'quorate',
  'jepsen-edn',
  'jepsen-json',
  'porcupine-kv',
  'etcd-log',
] as const;

export type FormatName = (typeof formatNames)[number];

/** Something wrong in a history file. */
export interface HistoryProblem {
  /** 1, 2, 3 …; 0 for the file as a whole. */
  readonly line: number;
  /** What is wrong, what was expected: a sentence without a full stop. */
  readonly message: string;
}

/** How to read what formats leave open. */
export interface ReadingOptions {
  /** A cas that `fail`s: `answered` means it ran and the value differed, `never` that it never happened. Default: as the format says. */
  readonly failedCas?: 'answered' | 'never';
  /** A read of nil: `absent` means the key had no value, `unknown` that nobody knows what it saw. Default: as the format says. */
  readonly nilRead?: 'absent' | 'unknown';
  /** How to take `[key value]` values: keyed, or not. Default: keyed when all values of the history are such pairs. */
  readonly keyed?: boolean;
  /** Take a file that ends in the middle: what is complete counts, and a warning says so. Default: false. */
  readonly truncated?: boolean;
}

export type ReadingResult =
  | {
      readonly kind: 'history';
      readonly history: History;
      readonly warnings: readonly HistoryProblem[];
    }
  /** At most the first hundred. */
  | { readonly kind: 'problems'; readonly problems: readonly HistoryProblem[] };

/** Reads one history. `push` takes the text in pieces of any length; `end` says that there is no more. */
export interface HistoryReader {
  push(text: string): void;
  end(): ReadingResult;
}

export interface HistoryFormat {
  readonly name: FormatName;
  /** In a few words, for `--help` and messages. */
  readonly title: string;
  /** Whether a file that begins like this (its first 4,000 characters or less) is of this format. */
  recognises(beginning: string): boolean;
  reader(options: ReadingOptions): HistoryReader;
  readonly write: HistoryWriter;
}

export type Writing =
  | { readonly kind: 'lines'; readonly lines: Iterable<string> }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a history came from, for formats that have a place for it. Whoever writes a history of a run knows. */
export interface HistorySource {
  /** The seed of the run. */
  readonly seed?: string;
  /** The name of its scenario. */
  readonly scenario?: string;
  /** What the nemesis did meanwhile, in the order in which it began. */
  readonly faults?: readonly FaultOccurrence[];
}

/** Writes a history a line (with its end) at a time, or says what the format cannot express. */
export type HistoryWriter = (history: History, source?: HistorySource) => Writing;
