// Shows what became of every test between two commits: tests without a partner, and files that assert less.
// Usage: npm run test:pairs -- 79e71cb [main]
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** A test, as far as it can be told from its text. */
interface Test {
  file: string;
  title: string;
  /** All of it but the title, without white space: a test that was renamed or moved is known by it. */
  body: string;
}

/** The tests of a commit, and how many assertions each file holds. */
interface Suite {
  tests: Test[];
  assertions: Map<string, number>;
}

const TEST_FILE = /^(test\/.*\.test\.ts|sql-tests\/[^/]+\.sql)$/;
const TITLE = /^ *(?:\}?\)?\.?)?(?:test|it)\b[^'"`\n]*\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/;
const TABLE_TITLE = /^ *\](?: as const)?\)\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/;
const PGTAP =
  /\b(?:ok|is|isnt|matches|doesnt_match|cmp_ok|results_eq|results_ne|set_eq|bag_eq|row_eq|is_empty|isnt_empty|throws_ok|throws_like|lives_ok|performs_ok|pass|fail)\(/g;
const EXPECTATIONS = /\b(?:expect(?:\.\w+)?|assert(?:\.\w+)?)\(/g;
/** Bodies that share this part of their words are the same test, mended. */
const ALIKE = 0.6;

const wordsByText = new Map<string, Set<string>>();
const [before, after = 'HEAD'] = process.argv.slice(2);
if (before === undefined) throw new Error('say which commits: npm run test:pairs -- <before> [<after>]');
report(suiteAt(before), suiteAt(after));

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

function suiteAt(commit: string): Suite {
  const files = git('ls-tree', '-r', '--name-only', commit)
    .split('\n')
    .filter((file) => TEST_FILE.test(file));
  const tests: Test[] = [];
  const assertions = new Map<string, number>();
  for (const file of files) {
    const text = git('show', `${commit}:${file}`);
    const isSql = file.endsWith('.sql');
    tests.push(...(isSql ? sqlTests(file, text) : tsTests(file, text)));
    assertions.set(file, text.match(isSql ? PGTAP : EXPECTATIONS)?.length ?? 0);
  }
  return { tests, assertions };
}

/** One a statement; its title is its last string. */
function sqlTests(file: string, text: string): Test[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*\n/)
    .filter((statement) => statement.search(PGTAP) >= 0 && /^\s*(select|with|insert)/.test(statement))
    .map((statement) => {
      const strings = [...statement.matchAll(/'(?:[^']|'')*'/g)];
      const title = strings.at(-1)?.[0] ?? '';
      return { file, title, body: squeezed(statement.replace(title, '')) };
    });
}

function tsTests(file: string, text: string): Test[] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) => {
    const title = TITLE.exec(`${line}\n${lines[index + 1] ?? ''}`) ?? TABLE_TITLE.exec(line);
    return title ? [{ index, title: title[1] ?? '' }] : [];
  });
  return found.map(({ index, title }, nth) => {
    const body = lines.slice(index, found[nth + 1]?.index).join('\n');
    return { file, title, body: squeezed(body.replace(title, '')) };
  });
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function report(old: Suite, now: Suite): void {
  const left = new Set(now.tests);
  const take = (match: (test: Test) => boolean) => {
    for (const test of left) {
      if (!match(test)) continue;
      left.delete(test);
      return test;
    }
    return undefined;
  };
  const partners = new Map<Test, Test>();
  const passes: ((one: Test) => (other: Test) => boolean)[] = [
    (one) => (other) => other.title === one.title && other.body === one.body,
    (one) => (other) => other.title === one.title && path.basename(other.file) === path.basename(one.file),
    (one) => (other) => other.title === one.title,
    (one) => (other) => other.body === one.body,
    (one) => {
      const words = wordsOf(one.body);
      return (other) => likeness(words, wordsOf(other.body)) >= ALIKE;
    },
  ];
  for (const pass of passes) {
    for (const test of old.tests) {
      if (partners.has(test)) continue;
      const partner = take(pass(test));
      if (partner) partners.set(test, partner);
    }
  }

  const alone = old.tests.filter((test) => !partners.has(test));
  const weaker = [...old.assertions].flatMap(([file, count]) => {
    const heirs = [...new Set(old.tests.flatMap((test) => (test.file === file ? [partners.get(test)?.file] : [])))];
    const known = heirs.filter((heir) => heir !== undefined);
    const most = Math.max(now.assertions.get(file) ?? 0, ...known.map((heir) => now.assertions.get(heir) ?? 0));
    const total = known.reduce((sum, heir) => sum + (now.assertions.get(heir) ?? 0), 0);
    return Math.max(most, total) < count
      ? [`${file}: ${count} assertions, now ${most} (${known.join(', ') || 'gone'})`]
      : [];
  });
  const sum = ({ assertions }: Suite) => [...assertions.values()].reduce((all, one) => all + one, 0);
  console.log(`tests: ${old.tests.length}, now ${now.tests.length}; assertions: ${sum(old)}, now ${sum(now)}`);
  console.log(`\n${alone.length} tests without a partner`);
  for (const { file, title } of alone) console.log(`  ${file} › ${title}`);
  console.log(`\n${weaker.length} files with fewer assertions`);
  for (const line of weaker) console.log(`  ${line}`);
}

function wordsOf(text: string): Set<string> {
  const words = wordsByText.get(text) ?? new Set(text.match(/\w+/g) ?? []);
  wordsByText.set(text, words);
  return words;
}

/** The words that two texts share, as a part of all they have. */
function likeness(one: Set<string>, other: Set<string>): number {
  let shared = 0;
  for (const word of one) if (other.has(word)) shared++;
  return shared / (one.size + other.size - shared || 1);
}
