// A GraphQL client whose variables and answers have the types of the schema: node client.ts <url> <email> <password>.
// graphql-env.d.ts is made of schema.graphql: npx gql.tada generate-output
import { initGraphQLTada, type ResultOf, type TadaDocumentNode } from 'gql.tada';
import { print } from 'graphql';
import type { introspection } from './graphql-env.d.ts';

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { UUID: string; Datetime: string } }>();

export const Newest = graphql(`
  query Newest($first: Int!) {
    allNotes(first: $first, orderBy: CREATED_AT_DESC) {
      nodes {
        id
        title
        createdAt
      }
    }
    viewer {
      email
    }
  }
`);

/** Sends a document as somebody in a workspace. */
export function clientOf(url: string, token: string, workspace: string) {
  return async <Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-rowseal-workspace': workspace,
      },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await answer.json()) as { data?: Result; errors?: { message: string }[] };
    if (!data || errors) throw new Error(errors?.[0]?.message ?? `the server answered ${answer.status}`);
    return data;
  };
}

export type Note = NonNullable<NonNullable<ResultOf<typeof Newest>['allNotes']>['nodes'][number]>;

const [url = '', email = '', password = ''] = process.argv.slice(2);
const login = await fetch(`${url}/v1/auth/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ provider: 'password', transport: 'body', email, password }),
});
const { access_token: token } = (await login.json()) as { access_token: string };
const send = clientOf(url, token, 'acme');
const { allNotes, viewer } = await send(Newest, { first: 2 });
const titles = allNotes?.nodes.map((note) => note?.title);
console.log(JSON.stringify({ viewer: viewer?.email, titles }));
