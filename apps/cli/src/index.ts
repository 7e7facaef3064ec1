export { dispatchNow } from './commands/dispatch/dispatch-now.ts';
export { explainFile, explainRow } from './commands/explain/files.ts';
export { type PreparedDataset, prepareDataset } from './commands/run/prepared.ts';
export { flightsDay } from './e2e/sluice.ts';
