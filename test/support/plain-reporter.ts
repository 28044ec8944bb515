import type { Reporter, TestModule } from 'vitest/node';
import { keepFailures } from './last-failures.ts';

/**
 * Ends the output with the line `N passed, N failed, N skipped`, which continuous integration reads. A file that can't
 * be loaded, a failed hook, a failed setup, an error outside any test and an interruption count as a failure.
 */
export function plainReporter(): Reporter {
  let summary = '0 passed, 1 failed, 0 skipped'; // a run that never ends is no success
  // At the exit, because other reporters and the teardown print after the run's end.
  process.once('exit', () => process.stdout.write(`${summary}\n`));
  return {
    onTestRunStart: () => keepFailures(undefined),
    onTestRunEnd: (modules, unhandledErrors, reason) => {
      const count = (state: 'passed' | 'failed' | 'skipped' | 'pending') =>
        modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
      const outsideTests = modules.reduce((sum, module) => sum + errorsOutsideTests(module), unhandledErrors.length);
      const counted = count('failed') + outsideTests;
      // A failed setup and an interruption show in the reason only.
      const failed = reason === 'passed' ? counted : Math.max(counted, 1);
      const inFiles = modules.filter((module) => !module.ok());
      const isInFilesAlone = unhandledErrors.length === 0 && (reason === 'passed' || inFiles.length > 0);
      keepFailures(isInFilesAlone && reason !== 'interrupted' ? inFiles.map((module) => module.moduleId) : undefined);
      summary = `${count('passed')} passed, ${failed} failed, ${count('skipped') + count('pending')} skipped`;
    },
  };
}

function errorsOutsideTests(module: TestModule): number {
  const suites = [...module.children.allSuites()];
  return module.errors().length + suites.reduce((sum, suite) => sum + suite.errors().length, 0);
}
