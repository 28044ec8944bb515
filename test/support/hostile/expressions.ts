import type { Dice } from './dice.ts';
import type { Target } from './tables.ts';
import { KEYS, type Sides } from './world.ts';

/** Something that answers one thing while a statement is set up, and another when its rows are looked at. */
interface Flip {
  /** What makes the condition true. */
  before?: string;
  condition: string;
  /** What makes it false: volatile, of type text. */
  effect: string;
}

const FLIPS: readonly [Flip, ...Flip[]] = [
  {
    before: `set_config('a.b', 'mine', true)`,
    condition: `current_setting('a.b', true) = 'mine'`,
    effect: `set_config('a.b', 'theirs', true)`,
  },
  { condition: 'pg_current_xact_id_if_assigned() is null', effect: 'pg_current_xact_id()::text' },
  {
    before: `set_config('TimeZone', 'UTC', true)`,
    condition: `(timestamptz '2026-01-01 00:00:00+00')::text like '%+00'`,
    effect: `set_config('TimeZone', 'Asia/Tokyo', true)`,
  },
  {
    before: `set_config('search_path', 'pg_catalog', true)`,
    condition: `to_regclass('scopes') is null`,
    effect: `set_config('search_path', 'rowseal', true)`,
  },
  {
    before: `set_config('bytea_output', 'hex', true)`,
    condition: `concat('\\xab'::bytea) like '%xab'`,
    effect: `set_config('bytea_output', 'escape', true)`,
  },
  { condition: `current_setting('rowseal.context', true) <> ''`, effect: `set_config('rowseal.context', '', true)` },
];

/** Writes what a row holds into a setting, which is read after the statement. */
const noted = (text: string) => `set_config('a.seen', concat(current_setting('a.seen', true), ${text}), true)`;

/** Expressions and conditions of one statement, which share what flips. */
export class Expressions {
  readonly dice: Dice;
  readonly schema: string;
  readonly #sides: Sides;
  readonly #flip: Flip;

  constructor(dice: Dice, schema: string, sides: Sides) {
    this.dice = dice;
    this.schema = schema;
    this.#sides = sides;
    // A setting most often: the others take a shape of their own to answer twice.
    this.#flip = dice.chance(0.5) ? FLIPS[0] : dice.pick(FLIPS);
  }

  /** What has to run before the statement. */
  get before(): string | undefined {
    return this.#flip.before;
  }

  /** A volatile expression of type text, which is never null: a setter, most often the one that flips. */
  effect(row?: string): string {
    const effect = this.#flip.effect;
    return this.dice.chance(0.75) || row === undefined ? effect : noted(row);
  }

  /** Both values of a type: what is one's own, and what is foreign. */
  #both(kind: 'tenant' | 'author', target: Target): [own: string, foreign: string] {
    const { personas, colleague, stranger } = this.#sides;
    if (kind === 'author')
      return [personas.member.entry.sub, this.dice.chance(0.6) ? colleague.entry.sub : stranger.entry.sub];
    return target.tenant === 'bigint' ? [KEYS.own, KEYS.foreign] : [personas.member.workspaceId, stranger.workspaceId];
  }

  /** An expression over nothing of the row: a workspace, or a user. */
  value(kind: 'tenant' | 'author', target: Target, isParameter = false): string {
    const type = kind === 'author' ? 'uuid' : target.tenant;
    const [own, foreign] = this.#both(kind, target);
    const [mine, theirs] = [`'${own}'::${type}`, `'${foreign}'::${type}`];
    const flip = `case when ${this.#flip.condition} then ${mine} else ${theirs} end`;
    const simple = [mine, theirs, theirs, kind === 'author' ? 'rowseal.user_id()' : this.#entered(target)] as const;
    switch (this.dice.below(isParameter ? 11 : 9)) {
      case 0:
      case 1:
        return this.dice.pick(simple);
      case 2:
        return `(select ${flip})`;
      case 3:
        return `${this.schema}.chosen('${own}', '${foreign}')::${type}`;
      case 4:
        return `coalesce(nullif(${flip}, null), ${this.dice.pick(simple)})`;
      case 9:
        return `$1::text::${type}`;
      case 10:
        return `case when ${this.#flip.condition} then ${mine} else $1::text::${type} end`;
      default:
        return flip;
    }
  }

  #entered(target: Target): string {
    return target.tenant === 'bigint' ? 'rowseal.workspace_key()::bigint' : 'rowseal.workspace_id()';
  }

  /** An argument of a prepared statement. */
  argument(target: Target): string {
    const kind = this.dice.chance(0.3) && target.author ? 'author' : 'tenant';
    const [own, foreign] = this.#both(kind, target);
    return this.dice.pick([`'${own}'`, `'${foreign}'`, `(${this.value(kind, target)})::text`]);
  }

  /** Compares a column with an expression. */
  #compared(column: string, kind: 'tenant' | 'author', target: Target, isParameter: boolean): string {
    const is = () => this.value(kind, target, isParameter);
    const one = is();
    return this.dice.pick([
      `${column} = ${one}`,
      `${column} = ${one}`,
      `${column} = ${one}`,
      `${one} = ${column}`,
      `${column} in (${one})`,
      `${column} in (${one}, ${is()})`,
      `${column} = any (array[${one}])`,
      `${column} = (select ${one})`,
      `${column} in (select ${one})`,
      `exists (select from (values (${one})) as wanted (one) where wanted.one = ${column})`,
      `${column} is not distinct from ${one}`,
      `${column} between ${one} and ${is()}`,
      `not ${column} <> ${one}`,
      `(${column} = ${one} or ${column} = ${is()})`,
      `(${column}, 1) = (${one}, 1)`,
      `${column} operator(rowseal.===) ${one}`,
    ]);
  }

  /** A condition on a row. */
  condition(alias: string, target: Target, isParameter = false): string {
    const at = (column: string) => `${alias}.${column}`;
    const title = `${at(target.title)}::text`;
    const parts: string[] = [];
    if (target.workspace && this.dice.chance(0.7))
      parts.push(this.#compared(at(target.workspace), 'tenant', target, isParameter));
    if (target.author && this.dice.chance(target.authors ? 0.6 : 0.15))
      parts.push(this.#compared(at(target.author), 'author', target, isParameter));
    if (target.id && target.schema === undefined && this.dice.chance(0.25)) parts.push(this.#byId(at(target.id)));
    if (this.dice.chance(0.3)) parts.push(this.#leaky(alias, title));
    if (parts.length === 0 || this.dice.chance(0.15))
      parts.push(this.dice.pick(['true', `${at(target.title)} is not null`]));
    const joined = this.dice.chance(0.85) ? ' and ' : ' or ';
    return `(${parts.join(joined)})`;
  }

  /** An id of a row: one's own, a colleague's, a stranger's, none's. */
  id(): string {
    return String(1 + this.dice.below(6) + 100 * this.dice.below(4));
  }

  #byId(column: string): string {
    return this.dice.pick([
      `${column} = ${this.id()}`,
      `${column} in (${this.id()}, ${this.id()})`,
      `${column} > ${this.id()}`,
      `${column} = any (array(select n from generate_series(1, 300) as n))`,
    ]);
  }

  /** A condition that tells of rows it is asked about: functions, casts and setters that are not leakproof. */
  #leaky(alias: string, title: string): string {
    return this.dice.pick([
      `${this.effect(title)} is not null`,
      `${noted(title)} is not null`,
      `${this.schema}.peek(${title})`,
      `${this.schema}.peek_volatile(${title})`,
      `case when ${title} like 'can%' then ${title}::int end is null`,
      `1 / (case when ${title} like 'mine%' then 1 else 1 end) = 1`,
      `${title} like 'c%'`,
      `${title} ^@ 'can'`,
      `lower(${title}) > 'a'`,
      `${alias}.ctid < '(900,1)'`,
      `${alias}::text <> ''`,
    ]);
  }

  /** What a statement shows of a row. */
  shown(alias: string, target: Target): string {
    const title = `${alias}.${target.title}::text`;
    return this.dice.pick([
      title,
      title,
      `${alias}::text`,
      `to_jsonb(${alias})::text`,
      `upper(${title})`,
      this.#marked(title),
    ]);
  }

  /** What a statement that gathers rows shows of them. */
  gathered(alias: string, target: Target): string {
    const title = `${alias}.${target.title}::text`;
    return this.dice.pick([
      `max(${title})`,
      `min(${title})`,
      `string_agg(${title}, ',')`,
      `array_agg(${title})::text`,
      `jsonb_agg(${alias})::text`,
      `case when count(*) filter (where ${title} like 'can%') > 0 then 'can' || 'ary' end`,
      `string_agg(${title}, ',') filter (where ${this.effect(title)} is not null)`,
    ]);
  }

  /** A mark instead of what was seen, so that no value has to be shown. */
  #marked(title: string): string {
    return `case when ${title} like 'can%' then 'can' || 'ary' else '' end`;
  }
}
