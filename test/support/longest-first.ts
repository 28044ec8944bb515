import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, by their beginnings: none is left for the end, when other workers have nothing more to do. */
const LONGEST = [
  'sql',
  'pages/pages.browser',
  'attacks/entrance',
  'client/client',
  'attacks/browser',
  'preview',
  'attacks/hostile-statements',
  'attacks/login-role',
  'http/browser',
  'attacks/csrf',
  'attacks/fuzz',
  'application/hosts',
  'attacks/enumeration',
  'findings',
  'attacks/graphql-documents',
  'http/rate-limits',
  'pages/pages',
  'graphql/shortcuts',
  'attacks/leaks',
  'routes/email-tokens',
  'attacks/logged-parameters',
  'oauth/logout',
  'attacks/locks-and-channels',
  'routes/documented-errors',
  'routes/undocumented-errors',
  'main',
  'http/shutdown',
  'embedded/embedded',
  'cli/testing',
  'install/managed-postgres',
  'cli/cli',
  'cli/doors',
  'install/killed',
  'install/apply',
  'http/overload',
  'faults/crash',
  'database/existing-applications',
  'faults/worker',
  'install/install',
  'install/uninstall',
  'database/plans',
  'http/typed-client',
  'faults/standby',
  'attacks/poolers',
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
