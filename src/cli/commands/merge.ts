/** `quorate merge`: joins the shards of a sweep. */
import { mergeSweeps } from '../../experiments/sweep/merge.js';
import type { SweepFile } from '../../experiments/sweep/schema.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { UsageError } from '../options.js';
import { writeAside } from '../output.js';
import { readSweepFile, writeSweepFile } from '../sweep-file.js';
import { writeSweepResult } from '../sweep-result.js';

export interface MergeOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** Prints the whole as one sweep would have; shards that are missing are named, and the exit code is 2. */
export async function merge(paths: readonly string[], options: MergeOptions): Promise<ExitCode> {
  const files: SweepFile[] = [];
  for (const path of paths) {
    const file = await readSweepFile(path);
    if (file === null) {
      writeAside(`error: there is no file ${path}\n`);
      return exitCodes.missingFile;
    }
    files.push(file);
  }
  const merged = mergeSweeps(files);
  if (merged.kind === 'refused') {
    throw new UsageError(`${paths[merged.at] ?? ''} does not fit: ${merged.reason}`);
  }
  if (options.out !== undefined) await writeSweepFile(options.out, merged.file);
  return await writeSweepResult(merged.file, merged.missing, { ...options, alone: true });
}
