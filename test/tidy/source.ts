/** Rules over the text of single files: length, opening comment, words, leaks, tests that do not run. */
import { linesThatMatch, type Rule } from './rule.js';

const mostLines = 350;

/** A reader can hold the file in mind. */
export const isShort: Rule = ({ path, text }) => {
  const lines = text.trimEnd().split('\n').length;
  return lines > mostLines ? [`${path}: ${lines} lines, more than ${mostLines}`] : [];
};

/** The file opens with what it is, where its data comes from and where it goes. */
export const opensWithComment: Rule = ({ path, text }) => {
  const code = text.replace(/^#!.*\n/u, '');
  return code.startsWith('/**') ? [] : [`${path}:1: opens without a doc comment`];
};

/** Whoever switches a lint rule off says why. */
export const givesReasons: Rule = (file) =>
  linesThatMatch(
    file,
    /eslint-disable(?!.* -- \S)|@ts-(?:ignore|nocheck)/u,
    'switches a check off without a reason (` -- why`)',
  );

/** No test is skipped, postponed, or runs to the exclusion of the others. */
export const runsEveryTest: Rule = (file) =>
  linesThatMatch(
    file,
    /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|todo)\b/u,
    'a test that does not run, or keeps others from running',
  );

/** One word a concept; only words that are wrong wherever they stand. */
const bannedWords: ReadonlyMap<string, string> = new Map([
  ['slave', 'replica'],
  ['master', 'primary'],
  ['netsplit', 'partition'],
  ['chaos monkey', 'nemesis'],
]);

export const speaksTheGlossary: Rule = (file) =>
  [...bannedWords].flatMap(([banned, term]) =>
    linesThatMatch(file, new RegExp(`\\b${banned}s?\\b`, 'iu'), `say ${term}, not ${banned}`),
  );

/** Nothing tells on whose machine the file was written, or where its packages came from. */
export const namesNoMachine: Rule = (file) => [
  ...linesThatMatch(
    file,
    /(?<![\w.-])\/(?:(?:work|root)\/|(?:home|Users)\/\w)|\b[A-Z]:\\Users/u,
    'the path of a machine',
  ),
  ...linesThatMatch(
    file,
    /https?:\/\/[^\s/"']*(?:registry|artifact|nexus)|npmjs\.(?:org|com)|"resolved"\s*:|_auth(?:Token)?\s*=/u,
    'the host of a package registry',
  ),
];
