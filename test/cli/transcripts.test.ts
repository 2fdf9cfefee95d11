/**
 * Runs the documents beside this file: each command in them must print what stands there and end
 * with the exit code that stands there. With UPDATE_TRANSCRIPTS=1 the documents are rewritten
 * instead; commit a rewrite only if you can explain it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from '../support/program.js';
import {
  outputMatches,
  parseTranscript,
  withOutput,
  type TranscriptCommand,
} from '../support/transcript.js';

const folder = new URL('./', import.meta.url);
const updates = process.env['UPDATE_TRANSCRIPTS'] === '1';

for (const document of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
  const markdown = readFileSync(new URL(document, folder), 'utf8');
  const { files, commands } = parseTranscript(markdown);
  describe(document, () => {
    let place: Workplace;
    let rewritten = markdown;

    beforeAll(() => {
      place = workplace();
      for (const { name, content } of files) place.write(name, content);
    });

    afterAll(() => {
      if (updates) writeFileSync(new URL(document, folder), rewritten);
      place.remove();
    });

    it.each(commands)('line $line: $command', (command: TranscriptCommand) => {
      const { stdout, stderr, exitCode } = place.shell(command.command);
      if (updates && !outputMatches(command.expected, stdout)) {
        rewritten = withOutput(rewritten, command, stdout);
        return;
      }
      if (!outputMatches(command.expected, stdout)) expect(stdout).toBe(command.expected);
      expect(stderr, 'all that goes to stderr must be shown with 2>&1').toBe('');
      expect(exitCode).toBe(command.exitCode);
    });
  });
}
