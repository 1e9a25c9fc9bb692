import { readFileSync } from 'node:fs';
import { AGENT_FOLDER } from '../launch.ts';

/**
 * The text of a module of the agent as an expression for what it exports: a program in a container cannot read our files.
 * To be evaluated with the command line's `require`.
 *
 * @param file - One that needs nothing but Node's builtins.
 */
export function agentExpression(file: 'guest.cjs' | 'close-inspector.cjs'): string {
  const text = readFileSync(`${AGENT_FOLDER}${file}`, 'utf8');
  return `((require, module) => { ${text}
return module.exports; })(process.getBuiltinModule ?? require, { exports: {} })`;
}
