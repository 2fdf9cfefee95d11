/**
 * The codes of everything that can be wrong with a scenario, each with its title. Codes are stable: people
 * search for them and tools match on them, so none is ever given another meaning. docs/errors.md explains
 * each at length. `E` codes are errors, `W` codes are warnings, with which a scenario still runs.
 */

export const problemTitles = {
  // The file.
  E001: 'no such file',
  E002: 'a directory, not a file',
  E003: 'the file cannot be read',
  E004: 'too large',
  E005: 'not text',
  // The text.
  E101: 'not YAML',
  E102: 'duplicate key',
  E103: 'nothing in it',
  E104: 'not a mapping of keys to values',
  E105: 'several documents in one file',
  E106: 'aliases grow beyond measure',
  E107: 'nested too deeply',
  E108: 'YAML that the scenario language leaves out',
  E109: 'an override leads nowhere',
  // The shape.
  E201: 'unknown key',
  E202: 'missing key',
  E203: 'wrong type',
  E204: 'missing or wrong unit',
  E205: 'negative',
  E206: 'out of range',
  E207: 'unknown value',
  E208: 'malformed value',
  // Names.
  E301: 'unknown database kind',
  E302: 'unknown node, zone or role',
  E303: 'unknown event',
  E304: 'unknown kind of message',
  E305: 'unknown command',
  E306: 'unknown bug',
  E307: 'the same name twice',
  E308: 'one name for different things',
  // Things that contradict each other.
  E401: 'a node in two zones',
  E402: 'a round trip with two lengths',
  E403: 'a link from a node to itself',
  E404: 'a client group with two paces',
  E405: 'a key that means nothing here',
  E406: 'never begins',
  E407: 'options that contradict each other',
  E408: 'a database without conditional writes',
  E409: 'a counter that is not only added to',
  // Faults.
  E501: 'a fault that does nothing',
  E502: 'a fault that does two things',
  E503: 'a fault without a beginning',
  E504: 'a fault with two beginnings',
  E505: 'a fault after the end',
  E506: 'a fault begins again before it ends',
  E507: 'groups of a partition overlap',
  // Expectations.
  E601: 'not a number or verdict of the report',
  E602: 'malformed comparison',
  E603: 'a comparison of different things',
  // Limits.
  E701: 'more than can be simulated',
  // Warnings.
  W401: 'allowed, but surely not meant',
} as const;

export type ProblemCode = keyof typeof problemTitles;
