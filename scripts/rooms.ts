// The rule that imports go one way through the rooms of server/, as Biome wants it, from the table in server/README.md.

/** What every room may import. */
const SHARED = [
  'http/problem.ts',
  'http/schemas.ts',
  'http/client-address.ts',
  'http/challenge.ts',
  'http/well-known.ts',
  'credentials/token-format.ts',
  'credentials/master-keys.ts',
  'credentials/refresh-tokens.ts',
];
/** Imported by what is shared. */
const BEHIND_SHARED = ['http/database-failures.ts', 'http/needed-authentication.ts'];

/**
 * The rooms in their order: imports go up this list only.
 *
 * @param readme - the text of server/README.md.
 */
export function roomsOf(readme: string): string[] {
  return [...readme.matchAll(/^\| `([a-z]+)\/` \|/gm)].map(([, room = '']) => room);
}

/**
 * The overrides of biome.json.
 *
 * @param rooms - in their order.
 */
export function roomOverrides(rooms: readonly string[]): object[] {
  const except = SHARED.map((file) => `!**/${file}`);
  const closed = rooms.flatMap((room, index) => {
    const below = rooms.slice(index + 1);
    if (below.length === 0) return [];
    const apart = [...SHARED, ...BEHIND_SHARED].filter((file) => file.startsWith(`${room}/`));
    return rule(
      [`server/${room}/**`, ...apart.map((file) => `!server/${file}`)],
      [...below.map((other) => `**/${other}/**`), ...except],
      `${room}/ may import what is above it in the list of server/README.md, and nothing below`,
    );
  });
  const others = rooms.filter((room) => room !== 'messages').map((room) => `**/${room}/**`);
  const neighbours = ['!./problem.ts', '!./schemas.ts', '!./database-failures.ts', '!./needed-authentication.ts'];
  return [
    ...closed,
    rule(
      [...SHARED, ...BEHIND_SHARED].map((file) => `server/${file}`),
      [...others, ...except, ...neighbours],
      'what every room imports imports no room but messages/',
    ),
  ];
}

function rule(includes: string[], group: string[], message: string): object {
  const options = { patterns: [{ group, message }] };
  return { includes, linter: { rules: { style: { noRestrictedImports: { level: 'error', options } } } } };
}
