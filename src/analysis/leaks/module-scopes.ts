import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';

/** The scope of an ES module's record; `NO_NODE` when it keeps none. */
export function scopeOfModule(facts: HeapFacts, module: NodeOrdinal): NodeOrdinal {
  const { firstEdge, edgeTarget } = facts.graph;
  for (let edge = firstEdge[module]; edge < firstEdge[module + 1]; edge++) {
    // V8 keeps the module's code as a function, then as a generator; both know the scope.
    const scope = facts.target(edgeTarget[edge], 'context');
    if (scope !== NO_NODE && facts.target(scope, 'extension') === module) return scope;
  }
  return NO_NODE;
}

/** What a module of CommonJS is given: the parameters of the function that Node puts around it. */
const GIVEN = new Set(['exports', 'require', 'module', '__filename', '__dirname']);

/**
 * True for the scope of a module: nothing but V8's own scope is around it, or one with nothing but what a module of
 * CommonJS is given. The latter is so where a compiler puts a function of its own around the module, which runs once.
 */
export function isModuleScope(facts: HeapFacts, context: NodeOrdinal): boolean {
  const outer = facts.target(context, 'previous');
  if (outer === NO_NODE) return false;
  const isOutermost = isV8Scope(facts, outer);
  if (!isOutermost && !isGiven(facts, outer)) return false;
  if (!isModuleFile(facts.scriptOfContext(context))) return false;
  const shared = facts.functionOfContext(context);
  if (shared !== NO_NODE && !isAnonymous(facts.rawName(shared))) return false;
  return isOutermost || facts.isOnlyContext(context);
}

function isV8Scope(facts: HeapFacts, context: NodeOrdinal): boolean {
  return facts.rawName(context) === 'system / NativeContext';
}

/** True for a scope with nothing in it but what a module of CommonJS is given. */
function isGiven(facts: HeapFacts, context: NodeOrdinal): boolean {
  const outer = facts.target(context, 'previous');
  if (outer === NO_NODE || !isV8Scope(facts, outer)) return false;
  const { firstEdge, edgeTypes } = facts.graph;
  for (let edge = firstEdge[context]; edge < firstEdge[context + 1]; edge++)
    if (facts.edgeKind(edge) === edgeTypes.context && !GIVEN.has(String(facts.graph.edgeNameOf(edge))))
      return false;
  return true;
}

/** True for names V8 gives to functions that have none. */
export function isAnonymous(functionName: string): boolean {
  return functionName === '' || functionName.startsWith('(');
}

/** True when the script's name is that of a file or of one of Node's modules: not evaluated text. */
export function isModuleFile(scriptName: string): boolean {
  return /^(file:|node:|\/|[A-Za-z]:[\\/])/.test(scriptName) || /\.[cm]?[jt]sx?$/.test(scriptName);
}
