import type { Language, Sentence } from '../messages/languages.ts';

/**
 * That a link works once, and for how long.
 *
 * @param lifetime - in seconds.
 */
export function worksOnce(lifetime: number): Sentence {
  return ['mail.works_once', { lifetime: lengthOf(lifetime) }];
}

/**
 * What a browser or program calls itself; nothing where it does not say.
 *
 * @param userAgent - as it was sent.
 */
export function deviceLine(userAgent: string | null | undefined): Sentence[] {
  return userAgent ? [['mail.device', { device: oneLine(userAgent) }]] : [];
}

/**
 * What people typed, as one line: no line break gets into a header, no direction mark into a sentence.
 *
 * @param text - as typed.
 */
export function oneLine(text: string): string {
  const words = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return [...words].slice(0, 100).join('');
}

/**
 * A moment, in the language of a mail.
 *
 * @param at - as the database tells it.
 */
export function timeOf(at: string): (language: Language) => string {
  return (language) => language.time(at);
}

/**
 * A length of time, in the language of a mail.
 *
 * @param length - in seconds.
 */
export function lengthOf(length: number): (language: Language) => string {
  return (language) => language.duration(length);
}
