import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PrismaClientTsGenerator } from '@prisma/client-generator-ts';
import type { Adapter, Client } from '#server/adapters/prisma.ts';
import { ROOT } from '#server/manifest.ts';

/** The demo's notes as Prisma knows them, in one schema of the database. */
const model = (name: string, schema: string) => `
model ${name} {
  workspaceId String   @default(dbgenerated("rowseal.workspace_id()")) @map("workspace_id") @db.Uuid
  id          String   @default(dbgenerated("rowseal.uuidv7()")) @db.Uuid
  title       String
  body        String   @default("")
  createdAt   DateTime @default(dbgenerated("now()")) @map("created_at") @db.Timestamptz
  @@id([workspaceId, id])
  @@map("notes")
  @@schema("${schema}")
}
`;

/** What tests call of the generated client. */
export interface NotesClient extends Client {
  note: {
    findMany(options?: object): Promise<{ id: string; title: string }[]>;
    create(options: { data: object; select?: object }): Promise<{ id: string; title: string }>;
    count(options?: object): Promise<number>;
  };
  $queryRawUnsafe(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
}

/** A client as `prisma generate` makes it for the demo's table, of what npm has installed: neither a command nor an engine is fetched. */
export interface GeneratedClient {
  open(adapter: Adapter, options?: object): NotesClient;
  remove(): Promise<void>;
}

/**
 * Generates the client into a folder that {@link GeneratedClient.remove} removes.
 *
 * @param models - schemas that hold a table of notes, by the names of their models.
 */
export async function generatedClient(models: Record<string, string> = { Note: 'app' }): Promise<GeneratedClient> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-prisma-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    await generate(folder, models);
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const { PrismaClient } = await import(pathToFileURL(path.join(folder, 'client.ts')).href);
    return { open: (adapter, options) => new PrismaClient({ ...options, adapter }), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function generate(folder: string, models: Record<string, string>): Promise<void> {
  const schemas = Object.values(models);
  const datamodel = `
generator client {
  provider = "prisma-client"
  output   = "."
}
datasource db {
  provider = "postgresql"
  schemas  = ${JSON.stringify(schemas)}
}
${Object.entries(models)
  .map(([name, schema]) => model(name, schema))
  .join('')}`;
  // Its module for `import` lacks a file (7.10.0).
  const own = createRequire(path.join(ROOT, 'package.json'));
  const { PrismaClientTsGenerator: Generator, getDMMF } = own('@prisma/client-generator-ts') as {
    PrismaClientTsGenerator: new () => PrismaClientTsGenerator;
    getDMMF(options: { datamodel: string }): Promise<never>;
  };
  const schemaPath = path.join(folder, 'schema.prisma');
  const given = (value: string) => ({ value, fromEnvVar: null });
  await new Generator().generate({
    datamodel,
    dmmf: await getDMMF({ datamodel }),
    schemaPath,
    version: '',
    otherGenerators: [],
    datasources: [
      {
        name: 'db',
        provider: 'postgresql',
        activeProvider: 'postgresql',
        schemas: ['app'],
        sourceFilePath: schemaPath,
      },
    ],
    generator: {
      name: 'client',
      provider: given('prisma-client'),
      output: given(folder),
      config: {},
      binaryTargets: [],
      previewFeatures: [],
      sourceFilePath: schemaPath,
    },
  } as never);
}
