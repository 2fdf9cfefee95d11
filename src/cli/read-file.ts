/**
 * Reads one scenario file, distrusting it: the size is looked at before the content is, and
 * whatever is wrong becomes a problem with a code, never an exception.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { problemTitles, type Problem, type ProblemCode } from '../scenario/problem.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

/** Larger files are no scenarios. */
const limit = 1024 * 1024;
const tooLarge = 'a scenario has at most 1 MB';

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly exitCode: ExitCode };

/** The text of a file, or why there is none. */
export async function readScenarioFile(path: string): Promise<FileText> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const status = await file.stat();
    if (status.isDirectory()) return problem('E002');
    if (status.size > limit) return problem('E004', tooLarge);
    return await textOf(file);
  } catch (error) {
    return problemOf(error as NodeJS.ErrnoException);
  } finally {
    await file?.close();
  }
}

/** Reads at most the limit and one byte more, because pipes and devices do not tell their size. */
async function textOf(file: FileHandle): Promise<FileText> {
  const bytes = new Uint8Array(limit + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
    if (length > limit) return problem('E004', tooLarge);
  }
  return { kind: 'text', text: new TextDecoder().decode(bytes.subarray(0, length)) };
}

function problemOf({ code = 'unknown reason' }: NodeJS.ErrnoException): FileText {
  if (code === 'ENOENT' || code === 'ENOTDIR') return problem('E001');
  if (code === 'EISDIR') return problem('E002');
  return problem('E003', readingErrors.get(code) ?? code);
}

/** Why a file cannot be read, by the code that Node gives the error. */
export const readingErrors: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EISDIR', 'a directory, not a file'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'not text in UTF-8'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its symbolic links go in circles'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

function problem(code: ProblemCode, detail?: string): FileText {
  return {
    kind: 'problem',
    problem: {
      code,
      severity: 'error',
      message: problemTitles[code] + (detail === undefined ? '' : `: ${detail}`),
      path: [],
      place: null,
      hint: null,
    },
    exitCode: code === 'E004' ? exitCodes.badScenario : exitCodes.missingFile,
  };
}
