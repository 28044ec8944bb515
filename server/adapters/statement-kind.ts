/** What a statement does to its transaction; back to a savepoint is `other`. */
export type Kind = 'begin' | 'commit' | 'rollback' | 'other';

const TO_SAVEPOINT = /^rollback (work |transaction )?to\b/;

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['begin', /^(begin|start)\b/],
  ['commit', /^(commit|end|prepare transaction)\b/],
  ['rollback', /^(abort|rollback)\b/],
];

/** As many as tell a kind: `rollback transaction to`. */
const WORDS = 3;

/** Of what the server says to have done: all that begins or ends a transaction. */
const TAGS = /^(BEGIN|START|COMMIT|ROLLBACK|PREPARE TRANSACTION)\b/;

/**
 * What a statement that a library or an application sends does to its transaction: the first of a text decides.
 *
 * @param text - of it.
 */
export function kindOf(text: string): Kind {
  const words = firstWords(text);
  if (TO_SAVEPOINT.test(words)) return 'other';
  return KINDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}

/**
 * Whether what the server did was to begin or end a transaction although its text is of kind `other`: what no reading of the text may miss.
 *
 * @param text - as it was sent.
 * @param commands - the command tags of its answers, of which `pg` tells the first word alone.
 */
export function hasLeftTransaction(text: string, commands: readonly (string | null | undefined)[]): boolean {
  const isToSavepoint = commands.length === 1 && TO_SAVEPOINT.test(firstWords(text));
  return commands.some((command) => TAGS.test(command ?? '') && !(isToSavepoint && command === 'ROLLBACK'));
}

/** In small letters, with one blank between them: no other statements, comments or blanks before and between. */
function firstWords(text: string): string {
  const words: string[] = [];
  const word = /[a-z_][\w$\u0080-\uffff]*/iy;
  for (let at = afterBlanks(text, 0, /[\s;]*/y); words.length < WORDS; at = afterBlanks(text, word.lastIndex, /\s*/y)) {
    word.lastIndex = at;
    const found = word.exec(text)?.[0];
    if (found === undefined) break;
    words.push(found.toLowerCase());
  }
  return words.join(' ');
}

/** Where what is neither blank nor comment begins. Comments of a line end with a carriage return too, and those in asterisks nest. */
function afterBlanks(text: string, from: number, blanks: RegExp): number {
  for (let at = from; ; ) {
    blanks.lastIndex = at;
    at += blanks.exec(text)?.[0].length ?? 0;
    if (text.startsWith('--', at)) at = endOf(text, at, /[\n\r]/g);
    else if (text.startsWith('/*', at)) at = afterComment(text, at);
    else return at;
  }
}

function afterComment(text: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let depth = 0; ; ) {
    const found = mark.exec(text)?.[0];
    if (found === undefined) return text.length;
    depth += found === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
}

function endOf(text: string, from: number, mark: RegExp): number {
  mark.lastIndex = from;
  return mark.exec(text) ? mark.lastIndex : text.length;
}
