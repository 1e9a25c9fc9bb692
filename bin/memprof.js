#!/usr/bin/env node
import { endOnMistakes, main } from '../dist/cli/main.js';

endOnMistakes((code) => process.exit(code));
process.exitCode = await main(process.argv.slice(2));
