/**
 * For each kind of node whose children need no special care, the properties that hold them, in the order
 * they stand in the text. A kind found neither here nor in the walk makes the file stay untouched: a
 * construct this program does not know must not be half rewritten.
 */
export const CHILDREN: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Program: ['body'],
    ExpressionStatement: ['expression'],
    BlockStatement: ['body'],
    EmptyStatement: [],
    DebuggerStatement: [],
    WithStatement: ['object', 'body'],
    ReturnStatement: ['argument'],
    LabeledStatement: ['body'],
    BreakStatement: [],
    ContinueStatement: [],
    IfStatement: ['test', 'consequent', 'alternate'],
    SwitchStatement: ['discriminant', 'cases'],
    SwitchCase: ['test', 'consequent'],
    ThrowStatement: ['argument'],
    TryStatement: ['block', 'handler', 'finalizer'],
    WhileStatement: ['test', 'body'],
    DoWhileStatement: ['body', 'test'],
    ForStatement: ['init', 'test', 'update', 'body'],
    ThisExpression: [],
    Super: [],
    PrivateIdentifier: [],
    Literal: [],
    MetaProperty: [],
    SequenceExpression: ['expressions'],
    ParenthesizedExpression: ['expression'],
    ImportDeclaration: [],
    ExportAllDeclaration: [],
    ExportNamedDeclaration: ['declaration'],
  }),
);
