import { createHash, randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { isUnderFloor } from '../../credentials/former-hash.ts';
import type { MasterKeys } from '../../credentials/master-keys.ts';
import { DERIVATIONS_AT_ONCE, wrapDigest } from '../../credentials/password-derivation.ts';
import { totpSecrets } from '../../credentials/totp-secrets.ts';
import type { PasswordParameters } from '../../database/password-functions.ts';
import { only } from '../../database/rows.ts';
import { inTransaction } from '../../install/administrator.ts';
import { newId } from './ids.ts';
import type { FormerPassword } from './password-hashes.ts';
import { refusedValue, wordsOf } from './reasons.ts';
import type { Report } from './report.ts';
import type { ExportedUser } from './user.ts';

/** A user of an export, or why there is none; place and line: where. */
export type Numbered = { place: string; line: number } & (
  | { user: ExportedUser }
  | { fault: string; id?: string | undefined }
);

/** What an import has come to. */
export interface Figures {
  imported: number;
  linked: number;
  unchanged: number;
  refused: number;
  /** How many passwords there are of each algorithm. */
  algorithms: Map<string, number>;
  /** How many of them are under the floor, and how long argon2id over them took, or would take. In milliseconds. */
  weak: number;
  wrappedMs: number;
}

/** What users are imported with. */
export interface ImportContext {
  source: string;
  dryRun: boolean;
  masterKey: MasterKeys;
  report: Report;
}

type Ready = { place: string; line: number; user: ExportedUser };
interface Outcome {
  line: number;
  status: 'imported' | 'linked' | 'unchanged' | 'refused';
  user_id: string | null;
  reason: string | null;
}

const BATCH = 500;
/** Of a dry run: enough to tell how fast this machine is. */
const SAMPLE = 4 * DERIVATIONS_AT_ONCE;

/** Imports users some hundred at a time, each of them in one commit. */
export class Batches {
  readonly figures: Figures = {
    imported: 0,
    linked: 0,
    unchanged: 0,
    refused: 0,
    algorithms: new Map(),
    weak: 0,
    wrappedMs: 0,
  };
  /** Where each address was seen first: a spelling in other letters is the same. */
  readonly #seen = new Map<string, string>();
  readonly #sql: postgres.Sql;
  readonly #context: ImportContext;
  #policy: PasswordParameters | undefined;
  #sampled = 0;

  constructor(sql: postgres.Sql, context: ImportContext) {
    this.#sql = sql;
    this.#context = context;
  }

  /**
   * Imports the users of a file.
   *
   * @param users - as they are read.
   */
  async add(users: AsyncIterable<Numbered>): Promise<void> {
    let batch: Ready[] = [];
    for await (const each of users) {
      if ('fault' in each) await this.#tell(each, each.id, { status: 'refused', reason: each.fault });
      else if (await this.#isFirst(each)) batch.push(each);
      if (batch.length === BATCH) {
        await this.#importBatch(batch);
        batch = [];
      }
    }
    await this.#importBatch(batch);
  }

  /** What it has come to, when all files were added. */
  async done(): Promise<Figures> {
    // As many at a time as were tried.
    if (this.#context.dryRun && this.#sampled > 0)
      this.figures.wrappedMs = (this.figures.wrappedMs / this.#sampled) * this.figures.weak;
    return this.figures;
  }

  async #isFirst(each: Ready): Promise<boolean> {
    const address = each.user.email;
    const first = this.#seen.get(address);
    if (first !== undefined) {
      await this.#tell(each, idOf(each.user), { status: 'refused', reason: `its address is that of ${first}` });
      return false;
    }
    this.#seen.set(address, `${each.place} ${each.line}`);
    return true;
  }

  async #importBatch(batch: readonly Ready[]): Promise<void> {
    if (batch.length === 0) return;
    const known = await this.#knownOf(batch);
    const fresh: Ready[] = [];
    for (const each of batch) {
      const userId = known.get(idOf(each.user));
      if (userId === undefined) fresh.push(each);
      else await this.#tell(each, idOf(each.user), { status: 'unchanged', userId });
    }
    if (fresh.length > 0) await this.#write(fresh, await this.#prepared(fresh));
  }

  async #knownOf(batch: readonly Ready[]): Promise<Map<string, string>> {
    const ids = batch.map(({ user }) => idOf(user));
    const rows = await this.#sql<{ external_id: string; user_id: string }[]>`
      select external_id, user_id
        from rowseal_audit.find_imported(${this.#context.source}, array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)))`;
    return new Map(rows.map((row) => [row.external_id, row.user_id]));
  }

  /** Users as rowseal_audit.import_users takes them, in the same order. */
  async #prepared(batch: readonly Ready[]): Promise<object[]> {
    const passwords = await this.#passwordsOf(batch);
    const secrets = totpSecrets(this.#context.masterKey);
    return Promise.all(
      batch.map(async ({ user }, at) => {
        const [userId, factorId] = [newId(), newId()];
        const { email, verified, name, disabled, identities, memberships, totp } = user;
        return {
          line: at,
          external_id: idOf(user),
          user_id: userId,
          ...{ email, verified, name, disabled, identities, memberships },
          ...(passwords[at] ? { password: passwords[at] } : {}),
          ...(totp ? { totp: { id: factorId, secret_jwe: await secrets.wrap({ userId, factorId }, totp) } } : {}),
        };
      }),
    );
  }

  async #passwordsOf(batch: readonly Ready[]): Promise<(object | undefined)[]> {
    const weak = batch.filter(({ user }) => user.password && isUnderFloor(user.password.former)).length;
    this.#policy ??= weak > 0 ? await this.#passwordPolicy() : undefined;
    const began = performance.now();
    const stored: (object | undefined)[] = [];
    let next = 0;
    const work = async () => {
      for (let at = next++; at < batch.length; at = next++) stored[at] = await this.#storedOf(batch[at]?.user.password);
    };
    await Promise.all(Array.from({ length: 2 * DERIVATIONS_AT_ONCE }, work));
    this.figures.weak += weak;
    if (weak > 0) this.figures.wrappedMs += performance.now() - began;
    return stored;
  }

  async #storedOf(password: FormerPassword | undefined): Promise<object | undefined> {
    if (password === undefined) return undefined;
    const { former, digest } = password;
    const { algorithms } = this.figures;
    algorithms.set(former.algorithm, (algorithms.get(former.algorithm) ?? 0) + 1);
    const salt = randomBytes(16);
    const bare = { salt: salt.toString('hex'), former };
    if (this.#policy === undefined || !isUnderFloor(former)) return { ...bare, verifier: sha256(digest) };
    const { memory_kib, iterations, parallelism } = this.#policy;
    const costs = { memory_kib, iterations, parallelism };
    const isSkipped = this.#context.dryRun && this.#sampled >= SAMPLE;
    if (isSkipped) return { ...bare, ...costs, verifier: sha256(digest) };
    this.#sampled++;
    return { ...bare, ...costs, verifier: sha256(await wrapDigest(digest, { ...this.#policy, salt })) };
  }

  async #passwordPolicy(): Promise<PasswordParameters> {
    return inTransaction(this.#sql, async () => {
      await this.#sql`set local role rowseal_owner`;
      return only(await this.#sql<PasswordParameters[]>`select * from rowseal_private.password_policy()`);
    });
  }

  /** All in one commit; where something in it is refused by the database, in halves, until it stands alone. */
  async #write(batch: readonly Ready[], prepared: readonly object[]): Promise<void> {
    const { source, dryRun } = this.#context;
    try {
      const outcomes = await this.#sql<Outcome[]>`
        select line, status, user_id, reason
          from rowseal_audit.import_users(${source}, ${JSON.stringify(prepared.map((one, line) => ({ ...one, line })))}::text::jsonb, ${dryRun})`;
      for (const { line, status, user_id: userId, reason } of outcomes) {
        const each = batch[line];
        if (each) await this.#tell(each, idOf(each.user), { status, userId, reason: reason && wordsOf(reason) });
      }
    } catch (error) {
      const code = refusedValue(error);
      if (code === undefined) throw error;
      const [first] = batch;
      if (batch.length === 1 && first) {
        await this.#tell(first, idOf(first.user), { status: 'refused', reason: `the database refuses it (${code})` });
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.#write(batch.slice(0, half), prepared.slice(0, half));
      await this.#write(batch.slice(half), prepared.slice(half));
    }
  }

  async #tell(
    { place, line }: { place: string; line: number },
    externalId: string | undefined,
    { status, userId, reason }: { status: Outcome['status']; userId?: string | null; reason?: string | null },
  ): Promise<void> {
    this.figures[status]++;
    await this.#context.report.write([place, String(line), externalId ?? '', status, userId ?? '', reason ?? '']);
  }
}

const idOf = ({ externalId, email }: ExportedUser) => externalId ?? email;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
