// Entry of every npm script. It holds nothing but the first check, so that even an old Node gets as far as the plain
// message.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `SLC1001  Node ${process.versions.node} is too old\n\n` +
      'Sluice needs Node 20 or newer to set itself up; it brings the Node 24 that it runs on.\n' +
      'Fix: install Node 20 or newer, for example from https://nodejs.org, and run the command again.',
  );
  process.exit(3);
}
const { main } = await import('./src/main.mjs');
process.exitCode = await main(process.argv.slice(2));
