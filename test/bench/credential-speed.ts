import { refreshTokens } from '#server/credentials/refresh-tokens.ts';
import { type PresentedToken, presentedToken } from '#server/credentials/token-format.ts';
import { refreshTokenRow } from '#server/database/presented-tokens.ts';
import {
  joined,
  type Lane,
  type Operation,
  openLane,
  runFor,
  type Stretch,
  viaPg,
  viaPostgresJs,
} from './closed-loop.ts';
import type { Credentials, Owned } from './credentials.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

const REFRESH_TOKENS = refreshTokens(new Uint8Array(32));

/** As many connections as the product's own pools open, through the same drivers. */
const ISSUERS = 5;
const GATEWAYS = 10;

/** Turns in which the two of a pair take each other's place within a round. */
const TURNS = 5;

/** A function of Rowseal, and the one statement that it is held against: over the same connections, prepared alike. */
interface Pair {
  requirement: string;
  atLeast: number;
  lane: Lane;
  ours: Side;
  bare: Side;
}

interface Side {
  label: string;
  run: Operation;
}

const IP = '192.0.2.1';
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const pick = (count: number): number => Math.floor(Math.random() * count);

/** A rotation, and an UPDATE by primary key that writes the same columns of a table with the same definition. */
function rotation(lane: Lane, sessions: Owned[]): Pair {
  // Every connection has sessions of its own, so that no token is presented twice.
  const share = Math.floor(sessions.length / lane.connections.length);
  const hash = Buffer.alloc(32, 7);
  return {
    requirement: 'rotation / bare durable UPDATE, throughput',
    atLeast: 0.6,
    lane,
    ours: {
      label: 'refresh_session',
      run: async (connection, slot) => {
        const session = sessions[slot * share + pick(share)] as Owned;
        const presented = REFRESH_TOKENS.presented(session.token);
        const text = 'select status, (claims).* from rowseal_private.refresh_session($1, $2, $3)';
        const [status] = await connection.first(text, [refreshTokenRow(presented), IP, USER_AGENT]);
        if (status !== 'rotated' || !presented) throw new Error(`a refresh token is ${status}`);
        session.token = presented.successor();
      },
    },
    bare: {
      label: 'update … where user_id, id',
      run: (connection, slot) => {
        const { user_id, id } = sessions[slot * share + pick(share)] as Owned;
        const text = `update bench.sessions
                         set generation = generation + 1, refresh_hash = $3, rotated_at = clock_timestamp(), ip = $4, user_agent = $5
                       where user_id = $1 and id = $2`;
        return connection.first(text, [user_id, id, hash, IP, USER_AGENT]);
      },
    },
  };
}

/** Entering with a token, and a SELECT by primary key of what a server would need that looked tokens up itself. */
function entering(lane: Lane, tokens: readonly Owned[]): Pair {
  return {
    requirement: 'enter_with_digest / indexed SELECT, throughput',
    atLeast: 0.5,
    lane,
    ours: {
      label: 'enter_with_digest',
      run: (connection) => {
        const { token } = tokens[pick(tokens.length)] as Owned;
        const { ownerId, id, digest } = presentedToken('rsp_', token) as PresentedToken;
        return connection.first('select rowseal.enter_with_digest($1, $2, $3, $4, null, null)', [
          ownerId,
          id,
          digest,
          IP,
        ]);
      },
    },
    bare: {
      label: 'select … where user_id, id',
      run: (connection) => {
        const { user_id, id } = tokens[pick(tokens.length)] as Owned;
        const text = `select workspace_id, scope, networks, secret_hash, expires_at, revoked_at, last_used_at
                        from bench.personal_access_tokens where user_id = $1 and id = $2`;
        return connection.first(text, [user_id, id]);
      },
    },
  };
}

/** One round: both in turns. */
async function versus({ lane, ours, bare }: Pair, seconds: number): Promise<[ours: Stretch, bare: Stretch]> {
  const found: [Stretch[], Stretch[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn++) {
    const order = turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const side of order)
      found[side].push(await runFor(lane, seconds / TURNS, [ours, bare][side]?.run ?? ours.run));
  }
  return [joined(found[0]), joined(found[1])];
}

const rate = ({ operations, seconds }: Stretch): number => operations / seconds;
const backendCpu = ({ operations, backends }: Stretch): number => backends / operations;
const clientCpu = ({ operations, client }: Stretch): number => client / operations;

function report({ lane, ours, bare }: Pair, rounds: readonly [Stretch, Stretch][]): void {
  const row = (label: string, side: 0 | 1) => [
    label,
    ...[rate, backendCpu, clientCpu].map((of) =>
      spelled(
        rounds.map((round) => of(round[side])),
        0,
      ),
    ),
  ];
  const ratio = (of: (stretch: Stretch) => number, inverse: boolean) =>
    spelled(
      rounds.map(([one, other]) => (inverse ? of(other) / of(one) : of(one) / of(other))),
      2,
    );
  printTable(
    `credentials: over the wire, prepared, one commit each, ${lane.connections.length} connections; ${rounds.length} rounds, min / median / max`,
    ['statement', 'a second', 'backend CPU us', 'client CPU us'],
    [
      row(ours.label, 0),
      row(bare.label, 1),
      ['the first in terms of the second', ratio(rate, false), ratio(backendCpu, true), ratio(clientCpu, true)],
    ],
  );
}

/**
 * Table 4a: how fast credentials are, as a share of one bare statement.
 *
 * @param installation - a durable one.
 * @param credentials - to present.
 * @param options - seconds: of each statement in a round; rounds: how often.
 */
export async function credentialSpeed(
  { settings }: Installation,
  { sessions, tokens }: Credentials,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Verdict[]> {
  const [issuers, gateways] = [
    await openLane(() => viaPostgresJs(settings.issuerUrl), ISSUERS),
    await openLane(() => viaPg(settings.gatewayUrl), GATEWAYS),
  ];
  try {
    const verdicts: Verdict[] = [];
    for (const pair of [rotation(issuers, sessions), entering(gateways, tokens)]) {
      await versus(pair, Math.min(seconds, 2)); // unmeasured: prepares, and fills caches
      const found: [Stretch, Stretch][] = [];
      for (let round = 0; round < rounds; round++) found.push(await versus(pair, seconds));
      report(pair, found);
      const { requirement, atLeast } = pair;
      verdicts.push({
        requirement,
        atLeast,
        measured: spread(found.map(([one, other]) => rate(one) / rate(other))).median,
      });
    }
    return verdicts;
  } finally {
    await issuers.close();
    await gateways.close();
  }
}
