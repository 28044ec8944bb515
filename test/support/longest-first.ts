import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, by their beginnings: none is left for the end, when other workers have nothing more to do. */
const LONGEST = [
  'attacks/entrance',
  'pages/pages.browser',
  'routes/documented-errors',
  'install/apply',
  'cli/cli',
  'attacks/login-role',
  'main',
  'embedded/embedded',
  'http/shutdown',
  'http/overload',
  'attacks/graphql-documents',
  'install/managed-postgres',
  'cli/testing',
  'database/existing-applications',
  'routes/email-tokens',
];

const rankOf = ({ moduleId }: TestSpecification) => {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return rank === -1 ? LONGEST.length : rank;
};

/** The order of test files: the longest first, the others as vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
