#!/usr/bin/env node
// The `sluice` command. npm links it, and whatever Node is on PATH starts it; it goes on under the Node of the lock
// file.
import { main } from '../../../tools/setup/src/index.mjs';

process.exitCode = await main(['sluice', ...process.argv.slice(2)]);
