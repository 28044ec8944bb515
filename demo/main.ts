// What `npm start` runs: the server, with a demo to seed.
import { run } from '../server/cli/run.ts';
import { demo } from './demo.ts';

await run(demo);
