// npm run test:docker [-- <arguments for vitest>]: the test suite on the image of docker-compose.yml's service `db`.
import path from 'node:path';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import { runVitest } from '../test/support/run-vitest.ts';

const PASSWORD = 'rowseal';

async function engineAnswers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function startDatabase(): Promise<StartedTestContainer> {
  const context = path.resolve(import.meta.dirname, '../docker');
  const image = await GenericContainer.fromDockerfile(context, 'postgres.Dockerfile').build('rowseal-db-test', {
    deleteOnExit: false, // the next run finds its layers
  });
  return image
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'])
    .withSharedMemorySize(256 * 1024 ** 2)
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(READY, SECOND_START))
    .withStartupTimeout(120_000)
    .start();
}

// The first server that the image starts is for its setup, and is stopped again.
const READY = /database system is ready to accept connections/;
const SECOND_START = 2;

async function main(): Promise<number> {
  if (!(await engineAnswers())) {
    console.error('No container engine answers: start Docker or Podman, or name its socket in DOCKER_HOST.');
    return 2;
  }
  const database = await startDatabase();
  try {
    const url = `postgres://postgres:${PASSWORD}@${database.getHost()}:${database.getMappedPort(5432)}/postgres`;
    return await runVitest({ DATABASE_URL: url }, process.argv.slice(2));
  } finally {
    await database.stop();
  }
}

process.exitCode = await main();
