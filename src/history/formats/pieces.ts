/**
 * Text that comes in pieces of any length, for readers that would rather see it whole: what could not be
 * read yet is offered again, with more behind it, when there is about twice as much. So nothing depends
 * on where the pieces end, and the work stays linear even when one value is as long as the file.
 */

/**
 * Reads from the beginning of `text` as far as it is complete, and answers how many characters that was.
 * `isLast`: nothing comes after this text, so what ends with it is complete.
 */
export type Consume = (text: string, isLast: boolean) => number;

export interface PieceTaker {
  push(piece: string): void;
  end(): void;
}

const fewestCharacters = 65_536;

export function inPieces(consume: Consume): PieceTaker {
  let rest = '';
  let pieces: string[] = [];
  let length = 0;
  let isFirst = true;
  const offer = (isLast: boolean) => {
    let text = rest + pieces.join('');
    // What some editors put before the first character to mark the encoding.
    if (isFirst && text.startsWith('\uFEFF')) text = text.slice(1);
    if (text !== '') isFirst = false;
    pieces = [];
    length = 0;
    rest = text.slice(consume(text, isLast));
  };
  return {
    push(piece) {
      pieces.push(piece);
      length += piece.length;
      if (length >= Math.max(fewestCharacters, rest.length)) offer(false);
    },
    end: () => offer(true),
  };
}
