import { posix } from 'node:path';
import ts from 'typescript';
import type { CodeFile } from './files.ts';

/** Names that a file takes from another. `*` stands for a whole module whose use cannot be told name by name. */
export interface Import {
  readonly specifier: string;
  readonly names: readonly string[];
}

/** A name that a file offers: made here, or handed on. */
export interface Export {
  readonly name: string;
  readonly from?: { readonly specifier: string; readonly name: string };
}

/** What a file of TypeScript takes and gives, read from its syntax alone: no installed package is needed. */
export interface Module {
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** `export * from`. */
  readonly stars: readonly string[];
}

/** Reads one file. */
export function readModule({ path, text }: Pick<CodeFile, 'path' | 'text'>): Module {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const exports: Export[] = [];
  const stars: string[] = [];
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) imports.push(importOf(statement, tree));
    else if (ts.isExportDeclaration(statement)) readExports(statement, { imports, exports, stars });
    else exports.push(...declared(statement).map((name) => ({ name })));
  }
  imports.push(...lateImports(tree));
  return { path, tree, imports, exports: throughImports(exports, tree), stars };
}

/** The file that a relative specifier means. */
export function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(path), specifier));
}

function textOf(node: ts.Expression | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : '';
}

function importOf(statement: ts.ImportDeclaration, tree: ts.SourceFile): Import {
  const specifier = textOf(statement.moduleSpecifier);
  const clause = statement.importClause;
  const names = clause?.name === undefined ? [] : ['default'];
  const bindings = clause?.namedBindings;
  if (bindings !== undefined && ts.isNamedImports(bindings)) {
    names.push(...bindings.elements.map((element) => (element.propertyName ?? element.name).text));
  } else if (bindings !== undefined) names.push(...membersUsed(bindings.name.text, tree));
  return { specifier, names };
}

/** The members of a namespace that a file names: `plans.read`, `plans.Plan`. */
function membersUsed(namespace: string, tree: ts.SourceFile): readonly string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.expression.getText(tree) === namespace) names.add(node.name.text);
    if (ts.isQualifiedName(node) && node.left.getText(tree) === namespace) names.add(node.right.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...names];
}

function readExports(
  statement: ts.ExportDeclaration,
  found: { readonly imports: Import[]; readonly exports: Export[]; readonly stars: string[] },
): void {
  const specifier = textOf(statement.moduleSpecifier);
  const clause = statement.exportClause;
  if (clause === undefined) {
    found.stars.push(specifier);
    found.imports.push({ specifier, names: ['*'] });
    return;
  }
  const elements = ts.isNamedExports(clause) ? clause.elements : [];
  for (const element of elements) {
    const original = (element.propertyName ?? element.name).text;
    const from = statement.moduleSpecifier === undefined ? {} : { from: { specifier, name: original } };
    found.exports.push({ name: element.name.text, ...from });
  }
  if (ts.isNamespaceExport(clause)) found.exports.push({ name: clause.name.text });
  if (statement.moduleSpecifier !== undefined) {
    const names = elements.map((element) => (element.propertyName ?? element.name).text);
    found.imports.push({ specifier, names: ts.isNamespaceExport(clause) ? ['*'] : names });
  }
}

/** The names that a statement declares and exports. */
function declared(statement: ts.Statement): readonly string[] {
  if (ts.isExportAssignment(statement)) return ['default'];
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const { name } = statement as ts.DeclarationStatement;
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** `import('x')`, be it a value or a type, with the names that are taken from it at once. */
function lateImports(tree: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push({ specifier: textOf(node.arguments[0]), names: namesTaken(node) });
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const qualifier = node.qualifier?.getText(tree).split('.')[0];
      found.push({ specifier: textOf(node.argument.literal as ts.Expression), names: [qualifier ?? '*'] });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.filter(({ specifier }) => specifier !== '');
}

function namesTaken(call: ts.CallExpression): readonly string[] {
  let node: ts.Node = call.parent;
  while (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) node = node.parent;
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return node.name.elements.map((element) => (element.propertyName ?? element.name).getText());
  }
  return ['*'];
}

/** `import { a } from './a.ts'; export { a };` hands on, like `export { a } from './a.ts'`. */
function throughImports(exports: readonly Export[], tree: ts.SourceFile): readonly Export[] {
  const origins = new Map<string, { readonly specifier: string; readonly name: string }>();
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      origins.set(name.text, { specifier: textOf(statement.moduleSpecifier), name: (propertyName ?? name).text });
    }
  }
  return exports.map((entry) => {
    const from = entry.from ?? origins.get(entry.name);
    return from === undefined ? entry : { name: entry.name, from };
  });
}
