#!/usr/bin/env node
import { exitCode } from './exit-code.js';
import { run } from './run.js';
import { processTerminal } from './terminal.js';

// Whoever reads our output may stop reading: `varve show Cart | head -1`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.on('uncaughtException', (error) => {
  reportBug(error);
  process.exit(exitCode.bug);
});

try {
  process.exitCode = await run(process.argv.slice(2), processTerminal());
} catch (error) {
  reportBug(error);
  process.exitCode = exitCode.bug;
}

function reportBug(error: unknown): void {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${trace}\n\nThis is a bug of Varve, not a mistake of yours. Please report it with the lines above and the schema that provoked it.\n`,
  );
}
