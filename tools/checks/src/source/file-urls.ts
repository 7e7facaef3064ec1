import ts from 'typescript';

/** A place where a file's address is taken for its path, or its path for an address. */
export interface AddressFault {
  readonly line: number;
  readonly message: string;
}

const PATHNAME = '.pathname of a file URL is escaped: a space in it is %20. Take fileURLToPath(url).';
const IMPORT = 'import() takes an address: # and % in a path mean something else there. Take pathToFileURL(path).href.';

/**
 * Finds `.pathname` of URLs that are made from `import.meta.url`, be it through names of the file, and `import()` of
 * what is no literal and is not visibly an address. A URL of HTTP has a pathname for good reason.
 */
export function addressFaults(tree: ts.SourceFile): readonly AddressFault[] {
  const urls = namesOf(tree, isFileUrl);
  const addresses = namesOf(tree, isAddress);
  const found: AddressFault[] = [];
  const add = (node: ts.Node, message: string) =>
    found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, message });
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'pathname' && isFileUrl(node.expression, urls)) {
      add(node.name, PATHNAME);
    }
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
      const taken = node.name.elements.find(
        (element) => (element.propertyName ?? element.name).getText() === 'pathname',
      );
      if (taken !== undefined && isFileUrl(node.initializer, urls)) add(taken, PATHNAME);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && !isAddress(argument, addresses)) add(node, IMPORT);
    }
    if (ts.isTemplateExpression(node)) for (const path of pathsToImport(node, addresses)) add(path, IMPORT);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

type Claim = (node: ts.Expression, names: ReadonlySet<string>) => boolean;

/** The names of a file whose value is what the claim says, be it by way of other names. */
function namesOf(tree: ts.SourceFile, claim: Claim): ReadonlySet<string> {
  const names = new Set<string>();
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    const visit = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
        if (claim(node.initializer, names)) names.add(node.name.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return names;
}

function isFileUrl(node: ts.Expression, names: ReadonlySet<string>): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return isFileUrl(node.expression, names);
  if (ts.isIdentifier(node)) return names.has(node.text);
  if (ts.isCallExpression(node)) return node.expression.getText() === 'pathToFileURL';
  if (ts.isPropertyAccessExpression(node)) {
    return node.getText() === 'import.meta.url' || (node.name.text === 'href' && isFileUrl(node.expression, names));
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return false;
  return (node.arguments ?? []).some(
    (argument) => isFileUrl(argument, names) || (ts.isStringLiteralLike(argument) && argument.text.startsWith('file:')),
  );
}

/** What the text of a script is given to import. */
function pathsToImport(node: ts.TemplateExpression, addresses: ReadonlySet<string>): readonly ts.Expression[] {
  const before = [node.head, ...node.templateSpans.map(({ literal }) => literal)];
  return node.templateSpans.flatMap(({ expression }, index) => {
    if (before[index]?.text.endsWith('import(') !== true) return [];
    const given = ts.isCallExpression(expression) ? expression.arguments[0] : expression;
    return given === undefined || isAddress(given, addresses) ? [] : [given];
  });
}

/** A literal, `.href`, a template that begins with a scheme, or a name for one of them. */
function isAddress(node: ts.Expression, names: ReadonlySet<string> = new Set()): boolean {
  if (ts.isIdentifier(node)) return names.has(node.text);
  if (ts.isStringLiteralLike(node)) return true;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'href';
  return ts.isTemplateExpression(node) && /^(data|file):/.test(node.head.text);
}
