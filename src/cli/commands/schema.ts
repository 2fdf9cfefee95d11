/** `quorate schema`: the JSON Schema of scenario files, for editors. */
import { scenarioJsonSchema } from '../../scenario/json-schema.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { jsonDocument, writeResult } from '../output.js';

/** Prints the schema. */
export async function schema(): Promise<ExitCode> {
  await writeResult(jsonDocument(scenarioJsonSchema(), true));
  return exitCodes.asExpected;
}
