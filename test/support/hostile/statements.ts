import type { Dice } from './dice.ts';
import { Expressions } from './expressions.ts';
import type { Target } from './tables.ts';
import type { Sides } from './world.ts';

/** What statements are made of. */
export interface Ground {
  schema: string;
  sides: Sides;
  /** What they are about. */
  targets: readonly [Target, ...Target[]];
  /** PostgreSQL's major version. */
  major: number;
}

const PLANS = [
  'seqscan',
  'indexscan',
  'indexonlyscan',
  'bitmapscan',
  'hashjoin',
  'mergejoin',
  'nestloop',
  'material',
  'memoize',
  'sort',
  'hashagg',
  'incremental_sort',
  'partition_pruning',
  'tidscan',
  'presorted_aggregate',
];

/** One statement, or a few that belong together, and what is set before it. */
export class Composer {
  readonly #dice: Dice;
  readonly #ground: Ground;
  readonly #say: Expressions;
  #isParameter = false;
  #aliases = 0;

  constructor(dice: Dice, ground: Ground) {
    this.#dice = dice;
    this.#ground = ground;
    this.#say = new Expressions(dice, ground.schema, ground.sides);
  }

  /** Statements of one simple query, in order. */
  compose(): string[] {
    const dice = this.#dice;
    const before = [...this.#switches(), ...(this.#say.before ? [`select ${this.#say.before}`] : [])];
    const kind = dice.below(100);
    if (kind < 12) return [...before, ...this.#prepared()];
    if (kind < 20) return [...before, ...this.#cursor()];
    if (kind < 25) return [...before, this.#block()];
    if (kind < 27) return [...before, `copy (${this.#select()}) to stdout`];
    return [...before, this.#statement()];
  }

  #switches(): string[] {
    const dice = this.#dice;
    const off = PLANS.filter(() => dice.chance(0.2)).map((name) => `set local enable_${name} = off`);
    if (dice.chance(0.15))
      off.push(`set local plan_cache_mode = ${dice.pick(['force_generic_plan', 'force_custom_plan'])}`);
    if (dice.chance(0.1))
      off.push('set local enable_partitionwise_join = on', 'set local enable_partitionwise_aggregate = on');
    if (dice.chance(0.1)) off.push('set local join_collapse_limit = 1', 'set local from_collapse_limit = 1');
    if (dice.chance(0.03))
      off.push(
        'set local parallel_setup_cost = 0',
        'set local parallel_tuple_cost = 0',
        'set local min_parallel_table_scan_size = 0',
        `set local debug_parallel_query = ${dice.pick(['on', 'off'])}`,
      );
    return off;
  }

  #alias(): string {
    this.#aliases++;
    return `t${this.#aliases}`;
  }

  #target(): Target {
    return this.#dice.pick(this.#ground.targets);
  }

  /** A table that may be written, if there is one among the targets. */
  #writable(): Target | undefined {
    const target = this.#target();
    return target.key ? target : undefined;
  }

  #name(target: Target): string {
    return `${target.schema ?? this.#ground.schema}.${target.name}`;
  }

  #columns(target: Target): string {
    return [target.workspace, target.id, target.author, target.title].filter(Boolean).join(', ');
  }

  /** A table, or a road to its rows. */
  #relation(target: Target): string {
    const dice = this.#dice;
    const name = this.#name(target);
    const road = target.roads[dice.below(target.roads.length * 2)];
    const from = road ? `${this.#ground.schema}.${road}` : name;
    if (target.schema === 'rowseal') {
      const columns = this.#columns(target);
      return dice.chance(0.3) ? `(select ${columns} from ${from}${dice.chance(0.5) ? ' offset 0' : ''})` : from;
    }
    switch (dice.below(12)) {
      case 0:
        return `(select * from ${from} offset 0)`;
      case 1:
        return `(select * from ${from} as inner_one where ${this.#say.condition('inner_one', target, this.#isParameter)})`;
      case 2:
        return `(select * from ${from} union all select * from ${name})`;
      case 3:
        return `(select *, row_number() over (order by id) as place from ${from})`;
      case 4:
        return `(select distinct on (id, part) * from ${from} order by id, part)`;
      default:
        return from;
    }
  }

  #where(alias: string, target: Target): string {
    return this.#say.condition(alias, target, this.#isParameter);
  }

  /** A query of one table, or of some. */
  #select(depth = 0): string {
    const dice = this.#dice;
    switch (dice.below(depth > 1 ? 6 : 13)) {
      case 6:
        return this.#joined();
      case 7:
        return this.#lateral();
      case 8:
        return `${this.#plain()} ${dice.pick(['union all', 'union', 'except', 'intersect'])} ${this.#plain()}`;
      case 9:
        return this.#withCte(depth);
      case 10:
        return this.#sublinks();
      case 11:
        return this.#recursive();
      case 12:
        return this.#outer();
      default:
        return dice.chance(0.25) ? this.#grouped() : this.#plain();
    }
  }

  #plain(): string {
    const dice = this.#dice;
    const target = this.#target();
    const alias = this.#alias();
    const title = `${alias}.${target.title}::text`;
    const effect = dice.chance(0.75) ? `, ${this.#say.effect(title)}` : ", ''";
    const isTable = dice.chance(0.5);
    const from = isTable ? this.#name(target) : this.#relation(target);
    const sampled = isTable && target.schema === undefined && dice.chance(0.05) ? ' tablesample system (100)' : '';
    const columns = `select ${this.#say.shown(alias, target)}${effect}`;
    return `${columns} from ${from} as ${alias}${sampled} where ${this.#where(alias, target)}${this.#tail(alias, target)}`;
  }

  /** What may stand after WHERE. */
  #tail(alias: string, target: Target): string {
    const dice = this.#dice;
    const title = `${alias}.${target.title}::text`;
    switch (dice.below(14)) {
      case 0:
        return ` order by ${alias}.${target.title}`;
      case 1:
        return ` order by ${this.#say.effect(title)}`;
      case 2:
        return ` limit (select 50 where ${this.#say.effect()} is not null)`;
      case 3:
        return ` order by ${alias}.${target.title} desc limit ${1 + dice.below(20)} offset ${dice.below(3)}`;
      case 4:
        return target.key ? ' limit 30' : '';
      default:
        return '';
    }
  }

  #grouped(): string {
    const dice = this.#dice;
    const target = this.#target();
    const alias = this.#alias();
    const having = dice.chance(0.3) ? ` having ${this.#say.effect()} is not null` : '';
    const group = dice.chance(0.4)
      ? ` group by ${dice.pick([`${alias}.${target.title}`, `rollup (${alias}.${target.title})`, this.#say.effect(`${alias}.${target.title}::text`)])}`
      : '';
    const columns = `${this.#say.gathered(alias, target)}, ${this.#say.effect()}`;
    return `select ${columns} from ${this.#relation(target)} as ${alias} where ${this.#where(alias, target)}${group}${having}`;
  }

  #joined(): string {
    const dice = this.#dice;
    const [one, other] = [this.#target(), this.#target()];
    const [a, b] = [this.#alias(), this.#alias()];
    const same =
      one.workspace && other.workspace && one.tenant === other.tenant && dice.chance(0.7)
        ? `${a}.${one.workspace} = ${b}.${other.workspace}`
        : one.author && other.author
          ? `${a}.${one.author} = ${b}.${other.author}`
          : 'true';
    const join = dice.pick(['join', 'left join', 'right join', 'full join']);
    const on = join === 'full join' ? same : `${same} and ${this.#where(b, other)}`;
    const effect = this.#say.effect(`${b}.${other.title}::text`);
    return `select ${this.#say.shown(a, one)}, ${this.#say.shown(b, other)}, ${effect} from ${this.#relation(one)} as ${a}
      ${join} ${this.#relation(other)} as ${b} on ${on} where ${this.#where(a, one)}`;
  }

  /** Rows that are sought again for each of some others: the expressions are asked again for every one. */
  #lateral(): string {
    const dice = this.#dice;
    const target = this.#target();
    const alias = this.#alias();
    const outer = dice.pick([
      'generate_series(1, 3) as n',
      `(select ${this.#say.effect()} from generate_series(1, 3)) as n`,
      `generate_series(1, 2) as m cross join lateral (select ${this.#say.effect()} where m > 0) as n`,
    ]);
    const [shown, effect] = [this.#say.shown(alias, target), this.#say.effect(`${alias}.${target.title}::text`)];
    const join = dice.chance(0.5)
      ? `cross join lateral (select ${shown} as seen, ${effect} as done from ${this.#relation(target)} as ${alias} where ${this.#where(alias, target)} and n is not null) as l`
      : `left join lateral (select ${shown} as seen, ${effect} as done from ${this.#relation(target)} as ${alias} where ${this.#where(alias, target)} limit 9) as l on n is not null`;
    return `select l.seen, l.done from ${outer} ${join}`;
  }

  /** An outer join under which something is sought. */
  #outer(): string {
    const target = this.#target();
    const alias = this.#alias();
    const effect = this.#say.effect(`${alias}.${target.title}::text`);
    return `select ${this.#say.shown(alias, target)}, ${effect} from generate_series(1, 4) as n
      ${this.#dice.pick(['left join', 'join', 'right join'])} ${this.#relation(target)} as ${alias}
      on ${this.#where(alias, target)}${target.schema ? '' : ` and ${alias}.id % 4 = n - 1`}`;
  }

  #withCte(depth: number): string {
    const dice = this.#dice;
    const how = dice.pick(['', ' materialized', ' not materialized']);
    if (dice.chance(0.4)) return `with c as${how} (${this.#select(depth + 1)}) select * from c, ${this.#setter()}`;
    const target = this.#target();
    const columns = target.schema ? this.#columns(target) : '*';
    const shown = this.#say.shown('c', target);
    return `with c as${how} (select ${columns} from ${this.#name(target)}) select ${shown}, ${this.#say.effect(`c.${target.title}::text`)} from c where ${this.#where('c', target)}`;
  }

  /** Something that sets, where a table may stand. */
  #setter(): string {
    const effect = this.#say.effect();
    return this.#dice.pick([`(select ${effect}) as s`, `(values (${effect})) as s`, `unnest(array[${effect}]) as s`]);
  }

  #sublinks(): string {
    const dice = this.#dice;
    const target = this.#target();
    const alias = this.#alias();
    const seen = `from ${this.#relation(target)} as ${alias} where ${this.#where(alias, target)}`;
    const shown = this.#say.shown(alias, target);
    return dice.pick([
      `select (select ${this.#say.gathered(alias, target)} ${seen}), ${this.#say.effect()}`,
      `select ${this.#say.effect()}, array(select ${shown} ${seen})::text`,
      `select case when exists (select ${seen} and ${alias}.${target.title}::text like 'can%') then 'can' || 'ary' end, ${this.#say.effect()}`,
      `select n, (select ${shown} ${seen} limit 1 offset n), ${this.#say.effect()} from generate_series(0, 3) as n`,
      `select case when 'canter' < any (select ${alias}.${target.title}::text ${seen} and ${alias}.${target.title}::text like 'can%') then 'can' || 'ary' end`,
    ]);
  }

  #recursive(): string {
    const target = this.#target();
    const alias = this.#alias();
    return `with recursive walk (n, seen) as (
      select 0, '' || ${this.#say.effect()} union all
      select n + 1, ${this.#say.shown(alias, target)} from walk, lateral (select * from ${this.#relation(target)} as ${alias}
        where ${this.#where(alias, target)} limit 3) as ${alias} where n < 2) select seen, ${this.#say.effect('seen')} from walk`;
  }

  /** A row's values, in the order of its columns. */
  #values(target: Target): string {
    const dice = this.#dice;
    const title = dice.pick([`'mine new'`, `'mine' || ${this.#say.effect()}`]);
    const author = dice.chance(0.6) ? 'rowseal.user_id()' : this.#say.value('author', target);
    return `${this.#say.value('tenant', target)}, ${this.#say.id()}, ${author}, ${title}, ${dice.below(2)}`;
  }

  #insert(target: Target): string {
    const dice = this.#dice;
    const source = this.#target();
    const from = this.#alias();
    const rows =
      dice.chance(0.6) || source.schema
        ? `values (${this.#values(target)})${dice.chance(0.3) ? `, (${this.#values(target)})` : ''}`
        : `select ${this.#say.value('tenant', target)}, ${from}.id, ${from}.author, ${from}.title, ${from}.part
           from ${this.#relation(source)} as ${from} where ${this.#where(from, source)}`;
    return `insert into ${this.#into(target)} as t (${target.workspace}, id, author, title, part) ${rows}${this.#conflict(target)}${this.#returning('t', target)}`;
  }

  #conflict(target: Target): string {
    const dice = this.#dice;
    if (dice.chance(0.4)) return '';
    if (dice.chance(0.2)) return ' on conflict do nothing';
    const set = dice.pick([`title = 'mine over'`, 'title = excluded.title', `title = t.title, part = excluded.part`]);
    const where = dice.chance(0.8) ? ` where ${this.#where('t', target)}` : '';
    return ` on conflict (${target.key?.join(', ')}) do update set ${set}${where}`;
  }

  /** Where a table is written: itself, or a view over it. */
  #into(target: Target): string {
    const views = target.roads.filter((road) => !road.endsWith('()'));
    const view = views[this.#dice.below(views.length * 5)];
    return view ? `${this.#ground.schema}.${view}` : this.#name(target);
  }

  #returning(alias: string, target: Target): string {
    const dice = this.#dice;
    if (dice.chance(0.3)) return '';
    const effect = dice.chance(0.6) ? `, ${this.#say.effect(`${alias}.title`)}` : '';
    if (this.#ground.major >= 18 && dice.chance(0.3)) return ` returning old.title, new.title${effect}`;
    return ` returning ${this.#say.shown(alias, target)}${effect}`;
  }

  #update(target: Target): string {
    const dice = this.#dice;
    const alias = this.#alias();
    // Blind: nothing of a row is read, so that no policy for reading joins in.
    if (dice.chance(0.1))
      return `update ${this.#into(target)} set ${dice.pick([`${target.workspace} = ${this.#say.value('tenant', target)}`, `title = 'mine blind'`, `author = ${this.#say.value('author', target)}`])}`;
    const set = dice.pick([
      `title = 'mine changed'`,
      `title = ${alias}.title || ${this.#say.effect(`${alias}.title`)}`,
      `${target.workspace} = ${this.#say.value('tenant', target)}`,
      `${target.workspace} = ${this.#say.value('tenant', target)}, id = ${alias}.id + 5000`,
      `author = ${this.#say.value('author', target)}`,
      `part = 1 - part`,
      `(title, id) = (select 'mine' || ${this.#say.effect()}, ${alias}.id + 7000)`,
    ]);
    const source = this.#target();
    const [from, other] = [dice.chance(0.3), this.#alias()];
    const join = from ? ` from ${this.#relation(source)} as ${other}` : '';
    const more = from ? ` and ${this.#where(other, source)}` : '';
    return `update ${this.#into(target)} as ${alias} set ${set}${join} where ${this.#where(alias, target)}${more}${this.#returning(alias, target)}`;
  }

  #delete(target: Target): string {
    const dice = this.#dice;
    const alias = this.#alias();
    const source = this.#target();
    const [using, other] = [dice.chance(0.3), this.#alias()];
    const join = using ? ` using ${this.#relation(source)} as ${other}` : '';
    const more = using ? ` and ${this.#where(other, source)}` : '';
    return `delete from ${this.#into(target)} as ${alias}${join} where ${this.#where(alias, target)}${more}${this.#returning(alias, target)}`;
  }

  #merge(target: Target): string {
    const dice = this.#dice;
    const [alias, from] = [this.#alias(), this.#alias()];
    const source = this.#target();
    const [rows, on] =
      dice.chance(0.5) || source.schema
        ? [`(select n as id, ${this.#say.effect()} as done from generate_series(1, 4) as n)`, '']
        : [this.#relation(source), ` and ${this.#where(from, source)}`];
    const and = () => (dice.chance(0.7) ? ` and ${this.#where(alias, target)}` : '');
    const act = () =>
      dice.pick([
        `update set title = 'mine merged'`,
        'delete',
        'do nothing',
        `update set ${target.workspace} = ${this.#say.value('tenant', target)}`,
      ]);
    const matched = `when matched${and()} then ${act()}`;
    const clauses = [
      matched,
      ...(dice.chance(0.3) ? [`when matched${and()} then ${act()}`] : []),
      ...(dice.chance(0.3)
        ? [
            `when not matched then insert (${target.workspace}, id, author, title, part) values (${this.#values(target)})`,
          ]
        : []),
      ...(this.#ground.major >= 17 && dice.chance(0.3) ? [`when not matched by source${and()} then ${act()}`] : []),
    ];
    const returning =
      this.#ground.major >= 17 && dice.chance(0.5)
        ? ` returning merge_action(), ${alias}.title, ${this.#say.effect(`${alias}.title`)}`
        : '';
    const key = dice.chance(0.6) ? `${alias}.id = ${from}.id` : this.#where(alias, target);
    return `merge into ${this.#into(target)} as ${alias} using ${rows} as ${from} on ${key}${on} ${clauses.join(' ')}${returning}`;
  }

  #write(target: Target): string {
    const kinds = [
      () => this.#insert(target),
      () => this.#update(target),
      () => this.#delete(target),
      () => this.#merge(target),
    ] as const;
    return this.#dice.pick(kinds)();
  }

  /** A statement by itself: a read, a write, rows that are locked, or a read over what a write returns. */
  #statement(): string {
    const dice = this.#dice;
    const target = dice.chance(0.5) ? this.#writable() : undefined;
    if (!target) return this.#select();
    if (dice.chance(0.1)) return this.#locking(target);
    const write = this.#write(target);
    if (!write.includes(' returning ') || dice.chance(0.7) || (write.startsWith('merge') && this.#ground.major < 17))
      return write;
    return `with w as (${write}) select w.*, s from w, ${this.#setter()}${dice.chance(0.3) ? `, (${this.#select(2)}) as q` : ''}`;
  }

  #locking(target: Target): string {
    const alias = this.#alias();
    const lock = this.#dice.pick(['for update', 'for share', 'for no key update skip locked', 'for key share nowait']);
    return `select ${this.#say.shown(alias, target)}, ${this.#say.effect(`${alias}.title`)} from ${this.#into(target)} as ${alias} where ${this.#where(alias, target)} ${lock}`;
  }

  /** A plan that is kept: for all values of its parameter, and over changes of what it depends on. */
  #prepared(): string[] {
    const dice = this.#dice;
    this.#isParameter = true;
    const statement = this.#statement();
    this.#isParameter = false;
    const target = this.#target();
    const run = () => `execute kept(${this.#say.argument(target)})`;
    const mode = dice.chance(0.7) ? ['set local plan_cache_mode = force_generic_plan'] : [];
    const between = () => (dice.chance(0.5) ? [`select ${this.#say.effect()}`] : []);
    return [
      'deallocate all',
      ...mode,
      `prepare kept(text) as ${statement}`,
      run(),
      ...between(),
      run(),
      ...between(),
      run(),
    ];
  }

  #cursor(): string[] {
    const dice = this.#dice;
    const target = this.#writable();
    const alias = this.#alias();
    const simple =
      target && dice.chance(0.5)
        ? `select * from ${this.#name(target)} as ${alias} where ${this.#where(alias, target)}`
        : undefined;
    const scroll = dice.pick(['', ' no scroll', ' scroll']);
    const hold = dice.chance(0.1) ? ' with hold' : '';
    const steps = [`declare c${scroll} cursor${hold} for ${simple ?? this.#select()}`];
    if (dice.chance(0.5)) steps.push('fetch 2 from c');
    steps.push(`select ${this.#say.effect()}`);
    if (simple && target && dice.chance(0.6)) {
      steps.push('fetch 1 from c');
      steps.push(
        dice.chance(0.5)
          ? `update ${this.#name(target)} set title = 'mine at' where current of c`
          : `delete from ${this.#name(target)} where current of c returning title`,
      );
    }
    steps.push(
      scroll === ' scroll'
        ? dice.pick(['fetch backward all from c', 'fetch absolute 3 from c', 'fetch all from c'])
        : 'fetch all from c',
    );
    return steps;
  }

  /** The same in a block of PL/pgSQL, which keeps a plan for each of its statements. */
  #block(): string {
    const dice = this.#dice;
    const body = dice.pick([
      `for r in ${this.#select()} loop raise notice 'saw %', r; perform ${this.#say.effect()}; end loop;`,
      `for i in 1..3 loop for r in ${this.#select()} loop raise notice 'saw %', r; end loop; perform ${this.#say.effect()}; end loop;`,
      `begin perform ${this.#say.effect()}; for r in ${this.#select()} loop raise notice 'saw %', r; end loop;
       exception when others then raise notice 'saw %', sqlerrm; end;`,
    ]);
    return `do $block$ declare r record; begin ${body} end $block$`;
  }
}
