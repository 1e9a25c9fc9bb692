// Who may import whom. Adding a word here is a design decision: say why in the commit.
const mayImport = {
  base: [],
  agent: [],
  // Runs inside the target, as the agent does: nothing else of src/ is loaded there.
  lines: [],
  format: ['base'],
  sourcemap: ['base'],
  runtime: ['base'],
  graph: ['base', 'format'],
  allocations: ['base', 'format', 'sourcemap'],
  profiler: ['base', 'runtime'],
  capture: ['base', 'agent/protocol'],
  analysis: ['base', 'graph', 'allocations'],
  check: ['base', 'analysis'],
  report: ['base', 'analysis', 'check'],
  // Runs in the browser, in the page of --html: of these it may use types, and words.
  page: ['base', 'analysis', 'check', 'report'],
  interop: ['base', 'graph', 'allocations', 'analysis'],
  cli: [
    'base',
    'format',
    'graph',
    'allocations',
    'sourcemap',
    'capture',
    'analysis',
    'check',
    'report',
    'interop',
    'lines',
  ],
};
const looksDownOnly = Object.entries(mayImport).map(([layer, others]) => ({
  name: `${layer}-looks-down-only`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...others].join('|')})[./]` },
}));

/** `what` may be imported by files under `where` alone. */
const onlyIn = (name, what, where) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: where },
  to: { path: what },
});

const outsideWorld = '^(node:)?(fs|net|http|https|child_process|worker_threads|inspector)(/promises)?$';
const touchesOutside =
  '^src/(capture/|agent/|format/[^/]+/open\\.|sourcemap/|check/baseline\\.|interop/|cli/|runtime/|profiler/|lines/' +
  // A large snapshot is read by two threads, each of which reads the file; another works ahead on the graph.
  '|base/threads\\.|format/heapsnapshot/pieces/|graph/work-ahead-thread\\.)';

module.exports = {
  forbidden: [
    ...looksDownOnly,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    onlyIn(
      'tables-and-colour-in-the-terminal-report',
      'node_modules/(chalk|cli-table3)/',
      '^src/report/terminal/',
    ),
    onlyIn('what-draws-in-the-page', 'node_modules/(preact|uplot|d3-[a-z]+)/', '^src/page/'),
    onlyIn('commander-in-cli', 'node_modules/commander/', '^src/cli/'),
    onlyIn('outside-world-at-the-ends', outsideWorld, touchesOutside),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
