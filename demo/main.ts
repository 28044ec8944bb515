// What `npm start` runs: the server, with a demo to seed.
import { keepCompiled } from '../server/cli/compile-cache.ts';

keepCompiled();
const [{ run }, { demo }] = await Promise.all([import('../server/cli/run.ts'), import('./demo.ts')]);
await run(demo);
