/** How the messages of leaderless databases travel: their fields, their size, the writes they carry. */
import type { WriteId } from '../../history/operation.js';
import type { MessageDeclaration } from '../database.js';
import { cellFields, cellLists, type Cell } from '../versions/cell.js';
import { contextFields } from '../versions/context.js';
import type { KeyedCell, Message, MessageOf } from './message.js';

/** Bytes of a message's own, of one version or element, of one key, and of one digest with its place. */
const envelopeBytes = 60;
const versionBytes = 100;
const keyBytes = 20;
const digestBytes = 8;

function bytesOf(cell: Cell | null): number {
  if (cell === null) return envelopeBytes;
  const { versions, elements, removed } = cell;
  return envelopeBytes + versionBytes * (versions.length + elements.length + removed.length);
}

function writesIn(cell: Cell | null): readonly WriteId[] {
  return cell === null ? [] : [...cell.versions.map(({ write }) => write), ...cell.elements];
}

const lists = { cell: cellFields, cells: cellFields, ...cellLists };

const withCell = {
  lists,
  size: ({ cell }: { readonly cell: Cell | null }): number => bytesOf(cell),
  writes: ({ cell }: { readonly cell: Cell | null }): readonly WriteId[] => writesIn(cell),
};

const withCells = {
  size: ({ cells }: { readonly cells: readonly KeyedCell[] }): number =>
    cells.reduce((sum, { cell }) => sum + bytesOf(cell), envelopeBytes),
  writes: ({ cells }: { readonly cells: readonly KeyedCell[] }): readonly WriteId[] =>
    cells.flatMap(({ cell }) => writesIn(cell)),
};

export const messages: Readonly<Record<Message['kind'], MessageDeclaration>> = {
  write: { fields: ['ring', 'ask', 'key', 'cell', 'write', 'hintFor'], ...withCell },
  written: { fields: ['ask'] },
  read: { fields: ['ring', 'ask', 'key', 'isDigest'] },
  value: { fields: ['ask', 'cell', 'digest'], ...withCell },
  prepare: { fields: ['ring', 'ask', 'key', 'ballot'] },
  promise: {
    fields: ['ask', 'ballot', 'accepted', 'committed'],
    size: ({ accepted }: MessageOf<'promise'>): number => bytesOf(accepted?.cell ?? null),
  },
  propose: {
    fields: ['ring', 'ask', 'key', 'ballot', 'proposal'],
    size: ({ proposal }: MessageOf<'propose'>): number => bytesOf(proposal.cell),
    writes: ({ proposal }: MessageOf<'propose'>): readonly WriteId[] => [proposal.write],
  },
  accept: { fields: ['ask', 'ballot'] },
  preempted: { fields: ['ask', 'ballot', 'by'] },
  commit: { fields: ['ring', 'ask', 'key', 'cell', 'write', 'decision'], ...withCell },
  'hand over': { fields: ['hint', 'key', 'cell', 'write'], ...withCell },
  'handed over': { fields: ['hint'] },
  forward: {
    fields: ['ask', 'action', 'key', 'write', 'level', 'seen', 'shown'],
    lists: { seen: contextFields },
    writes: ({ write }: MessageOf<'forward'>): readonly WriteId[] => [write],
  },
  forwarded: { fields: ['ask', 'answer', 'reason', 'context'], lists: { context: contextFields } },
  ring: { fields: ['version', 'by', 'phase', 'members', 'next', 'gone'] },
  'ring known': { fields: ['version'] },
  fetch: { fields: ['version', 'after'] },
  keys: {
    fields: ['version', 'after', 'keys', 'cells', 'isLast'],
    lists,
    channel: 'stream',
    size: ({ cells }: MessageOf<'keys'>): number =>
      cells.reduce((sum, cell) => sum + bytesOf(cell), envelopeBytes),
    writes: ({ cells }: MessageOf<'keys'>): readonly WriteId[] => cells.flatMap(writesIn),
  },
  fetched: { fields: ['version'] },
  compare: {
    fields: ['ask', 'level', 'indexes', 'digests'],
    size: ({ digests }: MessageOf<'compare'>): number =>
      envelopeBytes + digestBytes * digests.length,
  },
  compared: {
    fields: ['ask', 'differing'],
    size: ({ differing }: MessageOf<'compared'>): number =>
      envelopeBytes + digestBytes * differing.length,
  },
  'compare keys': {
    fields: ['ask', 'buckets', 'after', 'upTo', 'keys', 'digests'],
    size: ({ buckets, keys }: MessageOf<'compare keys'>): number =>
      envelopeBytes + digestBytes * (buckets.length + keys.length) + keyBytes * keys.length,
  },
  'keys compared': { fields: ['ask', 'upTo', 'cells'], ...withCells },
  take: { fields: ['ask', 'cells'], ...withCells },
  taken: { fields: ['ask'] },
  ping: { fields: [] },
  pong: { fields: [] },
};
