import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { afterAll, describe, expect, test } from 'vitest';
import { de } from '#server/messages/de.ts';
import { en, type MessageKey } from '#server/messages/en.ts';
import { openLanguages } from '#server/messages/languages.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { publicClient } from '#test/support/oauth-client.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-messages-'));
afterAll(() => rm(folder, { recursive: true }));

async function folderWith(files: Record<string, object>): Promise<string> {
  const made = await mkdtemp(path.join(folder, 'own-'));
  for (const [name, sentences] of Object.entries(files))
    await writeFile(path.join(made, name), JSON.stringify(sentences));
  return made;
}

/** The names that a sentence is filled in with, and its tags. */
function placeholders(sentence: string): string[] {
  return parse(sentence)
    .flatMap((element) => (element.type === TYPE.tag ? [element, ...element.children] : [element]))
    .filter((element) => element.type !== TYPE.literal && element.type !== TYPE.pound)
    .map((element) => ('value' in element ? String(element.value) : ''))
    .sort();
}

describe('the languages', () => {
  test('fill in the same names and emphasise with the same tags', () => {
    for (const key of Object.keys(en) as MessageKey[])
      expect([key, ...placeholders(de[key])]).toEqual([key, ...placeholders(en[key])]);
  });

  test.each([
    [undefined, 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr, en;q=0.5, de;q=0.4', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    ['de;q=0', 'en'],
    [',;=\u00e4'.repeat(2000), 'en'],
  ])('are chosen by Accept-Language: %s', (header, tag) => {
    expect(openLanguages().preferred(header).tag).toBe(tag);
  });

  test('say what is filled in as it is in text, and escaped in HTML', () => {
    const { standard } = openLanguages();
    const values = { client: `<script>'"&{x}` };
    expect(standard.text('sign_in.to_continue', values)).toBe(`to continue to <script>'"&{x}`);
    expect(standard.html('sign_in.to_continue', values)).toBe(
      'to continue to <strong>&lt;script&gt;&#39;&quot;&amp;{x}</strong>',
    );
  });

  test('write lengths of time', () => {
    const [english, german] = ['en', 'de'].map((tag) => openLanguages().preferred(tag));
    expect([1, 45, 60, 100, 3600, 7200, 86_400].map((seconds) => english?.duration(seconds))).toEqual([
      '1 second',
      '45 seconds',
      '1 minute',
      '2 minutes',
      '1 hour',
      '2 hours',
      '1 day',
    ]);
    expect(german?.duration(600)).toBe('10 Minuten');
  });
});

describe("an operator's own sentences", () => {
  test('replace some of a language that comes along', async () => {
    const own = await folderWith({ 'en.json': { 'sign_in.title': 'Log in' } });
    const { standard } = openLanguages({ folder: own });
    expect(standard.text('sign_in.title')).toBe('Log in');
    expect(standard.text('sign_in.cancel')).toBe('Cancel');
  });

  test('make another language, and the standard one', async () => {
    const own = await folderWith({ 'fr.json': { ...en, 'sign_in.title': 'Se connecter' } });
    const languages = openLanguages({ folder: own, standard: 'fr' });
    expect(languages.tags).toEqual(['fr', 'en', 'de']);
    expect(languages.preferred('it').text('sign_in.title')).toBe('Se connecter');
  });

  test.each<[string, Record<string, object>, RegExp]>([
    ['an unknown sentence', { 'en.json': { 'sign_in.titel': 'x' } }, /en\.json: .*sign_in\.titel/],
    ['a sentence that is no text', { 'en.json': { 'sign_in.title': 1 } }, /en\.json: /],
    [
      'a language that is not whole',
      { 'fr.json': { 'sign_in.title': 'x' } },
      /fr\.json: these sentences are missing: page\.error, /,
    ],
    ['a name that is no language', { 'french_fr.json': en }, /french_fr\.json: the name is not a language tag/],
    ['broken ICU MessageFormat', { 'en.json': { 'sign_in.title': 'Sign {in' } }, /en\.json: sign_in\.title is not ICU/],
  ])('are refused with the file and the reason: %s', async (_, files, reason) => {
    const own = await folderWith(files);
    expect(() => openLanguages({ folder: own })).toThrow(reason);
  });

  test('are refused where the standard language is not among them', () => {
    expect(() => openLanguages({ standard: 'fr' })).toThrow('there is no language fr: there are en, de');
  });
});

describe('a request', () => {
  test('is answered in its language: pages, and titles of problems, but not their codes', async () => {
    const { app } = await demoApp({ graphql: false });
    const headers = { 'accept-language': 'de-DE,de;q=0.9' };
    const page = await app.inject({ url: '/sign-in', headers });
    expect(page.headers['content-language']).toBe('de');
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain('<h1>Anmelden</h1>');
    const problem = await app.inject({ url: '/v1/me', headers });
    expect(problem.headers['content-language']).toBe('de');
    expect(problem.json()).toMatchObject({
      code: 'authentication_required',
      title: 'Ein Zugriffstoken ist erforderlich',
    });
    expect((await app.inject({ url: '/v1/me' })).json()).toMatchObject({ title: 'An access token is required' });
  });

  test('of an application is answered in the language that ui_locales asks for, whatever the browser prefers', async () => {
    const { app, db } = await demoApp({ graphql: false });
    const client = await publicClient(db.admin, 'Calendar', 'https://client.test/callback');
    const browser = browserLike(app);
    await browser.get(client.authorize({ ui_locales: 'fr de-CH en' }));
    expect((await browser.get('/sign-in')).html).toContain('<h1>Anmelden</h1>');
    expect((await browserLike(app).get('/sign-in')).html, 'no other browser').toContain('<h1>Sign in</h1>');
  });
});
