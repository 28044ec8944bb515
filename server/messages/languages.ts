import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import Negotiator from 'negotiator';
import { z } from 'zod';
import { de } from './de.ts';
import { en, type MessageKey, type Messages } from './en.ts';

/** What a sentence is filled in with; a function gets the language it is said in. */
export type Values = Readonly<Record<string, string | number | ((language: Language) => string)>>;

/** A sentence that is not yet in any language. */
export type Sentence = readonly [key: MessageKey, values?: Values];

/** One language: its sentences, and how it writes days, times and lengths of time. */
export interface Language {
  /** BCP 47, for `lang` and Content-Language. */
  tag: string;
  /** A sentence as plain text. */
  text(key: MessageKey, values?: Values): string;
  /** A sentence as HTML: what is filled in is escaped, emphasis is markup. */
  html(key: MessageKey, values?: Values): string;
  /** A day, such as 3 May 2026. */
  day(moment: string): string;
  /** A moment to the minute, in UTC. */
  time(moment: string): string;
  /** A length of time, such as 2 hours; at least a second. */
  duration(seconds: number): string;
}

/** The languages that an installation speaks. */
export interface Languages {
  /** Their tags, the standard one first. */
  tags: readonly string[];
  /** For people who ask for none of the others. */
  standard: Language;
  /**
   * The language that somebody prefers of those there are.
   *
   * @param acceptLanguage - as Accept-Language lists them (RFC 9110 section 12.5.4).
   */
  preferred(acceptLanguage: string | undefined): Language;
}

const BUILT_IN: Readonly<Record<string, Messages>> = { en, de };

/**
 * Opens the languages that come along, and an operator's own beside them: a file `<tag>.json` of a folder holds sentences by their keys. It may
 * replace some of a language that comes along; another language has to be complete.
 *
 * @param options - standard: tag of the language for people who ask for none of the others; folder: of the operator's files.
 * @throws Error with a sentence for the operator, where a file is not as it should be or the standard language is not there.
 */
export function openLanguages({
  standard = 'en',
  folder,
}: {
  standard?: string;
  folder?: string | undefined;
} = {}): Languages {
  const sentences = { ...BUILT_IN, ...(folder === undefined ? {} : ownSentences(folder)) };
  const languages = new Map(Object.entries(sentences).map(([tag, messages]) => [tag, createLanguage(tag, messages)]));
  const chosen = languages.get(standard);
  if (!chosen) throw new Error(`there is no language ${standard}: there are ${[...languages.keys()].join(', ')}`);
  // The first is the one for people who accept any.
  const tags = [standard, ...[...languages.keys()].filter((tag) => tag !== standard)];
  return {
    tags,
    standard: chosen,
    preferred: (acceptLanguage) => {
      if (acceptLanguage === undefined) return chosen;
      const tag = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language(tags);
      return (tag === undefined ? undefined : languages.get(tag)) ?? chosen;
    },
  };
}

const Sentences = z.partialRecord(z.enum(Object.keys(en) as [MessageKey, ...MessageKey[]]), z.string());

function ownSentences(folder: string): Record<string, Messages> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.map((file) => ownLanguage(path.join(folder, file))));
}

function ownLanguage(file: string): [tag: string, messages: Messages] {
  const tag = path.basename(file, '.json');
  if (!isLanguageTag(tag)) throw new Error(`${file}: the name is not a language tag, such as fr or pt-BR`);
  const parsed = Sentences.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
  const messages = { ...BUILT_IN[tag], ...parsed.data };
  const missing = Object.keys(en).filter((key) => !(key in messages));
  if (missing.length > 0) throw new Error(`${file}: these sentences are missing: ${missing.join(', ')}`);
  for (const [key, sentence] of Object.entries(parsed.data)) {
    try {
      new IntlMessageFormat(sentence, tag);
    } catch (cause) {
      throw new Error(`${file}: ${key} is not ICU MessageFormat`, { cause });
    }
  }
  return [tag, messages as Messages];
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

const PLAIN = { b: joined, code: joined };
const MARKUP = {
  b: (parts: unknown[]) => `<strong>${joined(parts)}</strong>`,
  code: (parts: unknown[]) => `<code>${joined(parts)}</code>`,
};
const SECOND = [1, 'second'] as const;
const MINUTE = [60, 'minute'] as const;
const UNITS = [[86_400, 'day'], [3_600, 'hour'], MINUTE] as const;

function createLanguage(tag: string, messages: Messages): Language {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const formatOf = (key: MessageKey) => {
    const known = formats.get(key);
    if (known) return known;
    const made = new IntlMessageFormat(messages[key], tag);
    formats.set(key, made);
    return made;
  };
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const language: Language = {
    tag,
    text: (key, values = {}) => say(key, values, PLAIN, (text) => text),
    html: (key, values = {}) => say(key, values, MARKUP, escapeHtml),
    day: (moment) => day.format(new Date(moment)),
    time: (moment) => `${time.format(new Date(moment))} UTC`,
    duration: (seconds) => {
      const [size, unit] = UNITS.find(([size]) => seconds % size === 0) ?? (seconds < 90 ? SECOND : MINUTE);
      return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(seconds / size));
    },
  };
  return language;

  function say(key: MessageKey, values: Values, tags: object, write: (text: string) => string): string {
    const filledIn = Object.entries(values).map(([name, value]) => {
      const said = typeof value === 'function' ? value(language) : value;
      return [name, typeof said === 'string' ? write(said) : said];
    });
    return joined([formatOf(key).format({ ...tags, ...Object.fromEntries(filledIn) })].flat());
  }
}

function joined(parts: readonly unknown[]): string {
  return parts.join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
