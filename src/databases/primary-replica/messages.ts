/** How the family's messages travel: their fields, the connection they use, their size, the writes they carry. */
import type { WriteId } from '../../history/operation.js';
import type { MessageDeclaration } from '../database.js';
import type { Message, MessageOf } from './message.js';

/** Bytes of a message's own, of one entry, and of one key in a copy of all data. */
const envelopeBytes = 60;
const entryBytes = 100;

const stretches = { history: ['epoch', 'last'] };
const entries = { entries: ['epoch', 'action', 'key', 'write', 'at'] };
const streamMark = ['epoch', 'committed'];

function writesOf(message: MessageOf<'append'> | MessageOf<'seed'>): readonly WriteId[] {
  return message.entries.flatMap(({ action, write }) => (action === 'begin' ? [] : [write]));
}

export const messages: Readonly<Record<Message['kind'], MessageDeclaration>> = {
  heartbeat: { fields: ['epoch', 'known', 'round', 'position', 'version', 'voters'] },
  heard: { fields: ['epoch', 'round'] },
  fenced: { fields: ['epoch'] },
  follow: { fields: ['epoch', 'history'], lists: stretches },
  rewind: { fields: ['epoch', 'history'], lists: stretches, channel: 'stream' },
  append: {
    fields: ['previous', 'entries', 'early', 'late', ...streamMark],
    lists: entries,
    channel: 'stream',
    size: (message: MessageOf<'append'>): number =>
      envelopeBytes + entryBytes * message.entries.length,
    writes: writesOf,
  },
  seed: {
    fields: ['previous', 'entries', 'keys', ...streamMark],
    lists: entries,
    channel: 'stream',
    size: (message: MessageOf<'seed'>): number => envelopeBytes + entryBytes * message.keys,
    writes: writesOf,
  },
  keepalive: { fields: ['sent', ...streamMark, 'asOf'], channel: 'stream' },
  progress: { fields: ['epoch', 'of', 'received', 'flushed', 'applied'] },
  missing: { fields: ['epoch', 'from'] },
  poll: { fields: ['epoch', 'round'] },
  standing: {
    fields: [
      ...['round', 'lost', 'knows', 'promised'],
      ...['logEpoch', 'position', 'heardOf', 'distance'],
    ],
  },
  promote: { fields: ['epoch', 'after', 'planned'] },
  claim: { fields: ['epoch', 'version', 'logEpoch', 'position', 'planned'] },
  grant: { fields: ['epoch'] },
  deny: { fields: ['epoch', 'promised'] },
  'hand over': { fields: ['epoch'] },
};
