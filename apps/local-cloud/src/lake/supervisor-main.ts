import process from 'node:process';
import { type SupervisorOptions, supervise } from './supervisor.ts';

await supervise(JSON.parse(process.argv[2] ?? '') as SupervisorOptions);
// Whatever still holds the event loop belongs to a lake that is over.
process.exit(0);
