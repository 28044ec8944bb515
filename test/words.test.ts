import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

// Sentences that users, operators and maintainers read are in the field's English: one term for one thing, and none that has to be guessed.
const ROOT = path.resolve(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'db/README.md',
  'db/ERRORS.md',
  'docs',
  'server',
  'create-rowseal',
];

/** What not to write, and what to write instead. */
const GLOSSARY: [RegExp, string][] = [
  [/\bproofs?\b/i, 'verification token, reset token'],
  [/\bjudg(e[sd]?|ing)\b/i, 'evaluate, verify, check'],
  [/\bentrances?\b/i, 'entry function, entry'],
  [/\b(un)?wrap(s|ped|ping)?\b/i, 'encrypt, decrypt'],
  [/\bwh(o|om)ever\b/i, 'anybody who, the holder, the client'],
  [/\bways? in\b(?! which)/i, 'ways to sign in'],
  [/\blet(s|ting)? (\w+ )?in\b/i, 'sign in, admit, allow'],
  [/\b(worthless|worth nothing)\b/i, 'refused, invalid'],
  [/\b(any|no) good\b|\bgood (for|any more)\b/i, 'valid, expired'],
  [/\bpresent password/i, 'current password'],
  [/\bfrom where you are\b/i, 'from your network'],
  [/\blook into your mail\b/i, 'check your email'],
  [/\bcome in this way\b/i, "can't sign in with this provider"],
  [/\b(link|address|password) is not (whole|right)\b/i, 'is incomplete, incorrect'],
  [/\bwhile you are away\b/i, "when you're not using it"],
  [/\btell us this number\b/i, 'quote this reference'],
  [/\bnot signed in yet signs in\b/i, "if you aren't signed in"],
  [/\bsomebody invites you\b/i, '{Inviter} invited you'],
  [/\bwhat we are called\b/i, 'client ID issued by the provider'],
  [/--at-once\b|\btakes? no heed\b/i, '--force'],
  [
    /^#+ (What it is told|What it refuses|Who it believes|How it stops|What operators do)/im,
    'Configuration, Limits, …',
  ],
  [/\bblotted out\b/i, 'redacted'],
  [
    /\b(take_attempt|take_workspace|take_provider_login|take_guess|is_strange_network|in_both|account_of)\b/,
    'db/README.md',
  ],
];
/** In what users read there is also none of these. */
const ON_PAGES: [RegExp, string][] = [
  ...GLOSSARY,
  [/\bdoors?\b/i, 'connection, role'],
  [/\bwhole\b/i, 'complete, all of'],
  [/\bwrong hands\b/i, 'stolen'],
  [/\bgo on\b/i, 'continue'],
];

async function filesIn(entry: string, matching: RegExp): Promise<string[]> {
  const full = path.join(ROOT, entry);
  const inside = await readdir(full, { recursive: true }).catch(() => undefined);
  const files = inside === undefined ? [entry] : inside.map((file) => path.join(entry, file));
  return files.filter((file) => matching.test(file) && !file.includes('node_modules'));
}

/** Without code, and without the titles of tests, which their files have. */
const prose = (text: string) =>
  text
    .replace(/^```.*?^```$/gms, '')
    .replace(/› [^|]*\|/g, '|')
    .replace(/`[^`\n]*`/g, '');

/** The texts of a program, without what is put into them. */
const strings = (text: string) =>
  [
    ...text
      .replace(/\/\*.*?\*\/|\/\/.*$/gms, '')
      .matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g),
  ]
    .map(([, one, two, three]) => one ?? two ?? three?.replace(/\$\{[^}]*\}/g, '') ?? '')
    .filter((literal) => literal.includes(' '))
    .join('\n');

/** What is said beside code: comments, and what SQL records as one. */
const comments = (text: string) =>
  [...text.matchAll(/\/\*(.*?)\*\/|(?<!:)\/\/([^\n]*)$|^ *--([^\n]*)$|\$\$(.*?)\$\$;/gms)]
    .flatMap((found) => found.slice(1))
    .filter((said) => said !== undefined && !/^\n?(declare|begin)\b/.test(said))
    .join('\n')
    .replace(/`[^`\n]*`/g, '');
/** In comments these are terms: a proof that a login presents, a function that is wrapped in a subquery. */
const IN_COMMENTS = GLOSSARY.filter(([, instead]) => !/verification token|encrypt|db\/README/.test(instead));

function wordsFound(file: string, text: string, glossary: [RegExp, string][]): string[] {
  return glossary.flatMap(([pattern, instead]) => {
    const line = text.split('\n').find((each) => pattern.test(each));
    return line === undefined
      ? []
      : [`${file}: "${pattern.exec(line)?.[0]}" → ${instead}: ${line.trim().slice(0, 120)}`];
  });
}

test.each([
  ['pages in Markdown', PAGES, /\.md$/, prose, GLOSSARY],
  ['messages', ['server/messages'], /[/\\]en\b.*\.ts$/, strings, ON_PAGES],
  [
    'templates',
    ['server/pages/templates', 'server/mail/templates'],
    /./,
    (text: string) => text.replace(/<%.*?%>/gs, ''),
    ON_PAGES,
  ],
  ['what commands print', ['server/cli'], /\.ts$/, strings, GLOSSARY],
  ['what the API says', ['server/routes', 'server/oauth', 'server/http', 'server/graphql'], /\.ts$/, strings, GLOSSARY],
  ['what logs and metrics say', ['server'], /\.ts$/, strings, IN_COMMENTS],
  [
    'comments',
    ['server', 'client', 'db', 'demo', 'scripts', 'create-rowseal'],
    /\.(ts|js|jsx|sql)$/,
    comments,
    IN_COMMENTS,
  ],
])('no sentence of the %s uses a word that the glossary replaces', async (_, entries, matching, readable, glossary) => {
  const files = (await Promise.all(entries.map((entry) => filesIn(entry, matching)))).flat();
  expect(files.length).toBeGreaterThan(0);
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(ROOT, file), 'utf8').catch(() => '');
      return wordsFound(file, readable(text), glossary);
    }),
  );
  expect(found.flat()).toEqual([]);
});

test('no title of a decision does either, and no two have the same number', async () => {
  const files = await filesIn('db/decisions', /\.md$/);
  const titles = await Promise.all(
    files.map(async (file) => (await readFile(path.join(ROOT, file), 'utf8')).split('\n')[0] ?? ''),
  );
  expect(wordsFound('db/decisions', titles.join('\n'), GLOSSARY)).toEqual([]);
  const numbers = titles.map((title) => /^# (\d{4}): \S/.exec(title)?.[1]);
  expect(numbers.sort()).toEqual(files.map((file) => path.basename(file).slice(0, 4)).sort());
  expect(new Set(numbers).size).toBe(files.length);
});

/** Begins a title that cannot be read by itself. */
const FRAGMENT = /^(and|nor|but|or|which|whose|so (is|does|are|do)|too)\b/;

test('every title of pgTAP is a sentence by itself', async () => {
  const files = await filesIn('sql-tests', /[/\\][^/\\]+\.sql$/);
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(path.join(ROOT, file), 'utf8')]));
  const found = texts.flatMap(([file, text = '']) =>
    [...text.matchAll(/'((?:[^'\n]|'')*)'(?=\s*(\)|,\s*\w+\)))/g)]
      .map(([, title = '']) => title)
      .filter((title) => title.includes(' ') && FRAGMENT.test(title))
      .map((title) => `${file}: ${title}`),
  );
  expect(found).toEqual([]);
});

test('a sentence with such a word is found: the control', () => {
  expect(wordsFound('x.md', prose('Fine.\nWhoever has a proof may come in. `whoever`'), GLOSSARY)).toHaveLength(2);
  expect(strings("const a = 'The whole link'; // whoever writes")).toBe('The whole link');
  expect(FRAGMENT.test('nor a token')).toBe(true);
});
