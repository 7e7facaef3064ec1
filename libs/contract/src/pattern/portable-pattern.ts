import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { repetitionProblem } from './pattern-cost.ts';

/** A pattern that means the same in JavaScript (flag `u`) and in java.util.regex, or why it does not. */
export type PortablePattern =
  | { readonly java: string; readonly problem: undefined }
  | { readonly java: undefined; readonly problem: string };

// What JavaScript calls white space, spelled out: Java's \s knows six characters of it.
const SPACE =
  '\\t\\n\\x0B\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const LINE_ENDS = '\\n\\r\\x{2028}\\x{2029}';

class NotPortable extends Error {}

/**
 * Translates a JavaScript pattern into the text that java.util.regex reads as the same language.
 * What the two read differently, or what can take exponential time, is refused with a reason.
 *
 * @example
 * portablePattern('^[A-Z]{2}$').java; // '^[A-Z]{2}\\z'
 */
export function portablePattern(pattern: string): PortablePattern {
  let tree: AST.Pattern;
  try {
    tree = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch (error) {
    return {
      java: undefined,
      problem:
        'it is no regular ' +
        `expression: ${(error as Error).message.replace(/^Invalid regular expression: \/.*\/u?: /s, '')}`,
    };
  }
  try {
    const java = tree.alternatives.map(alternative).join('|');
    const problem = repetitionProblem(tree);
    return problem === undefined ? { java, problem: undefined } : { java: undefined, problem };
  } catch (error) {
    if (error instanceof NotPortable) return { java: undefined, problem: error.message };
    throw error;
  }
}

function alternative(node: AST.Alternative): string {
  return node.elements.map(element).join('');
}

function element(node: AST.Element): string {
  switch (node.type) {
    case 'Character':
      return character(node.value);
    case 'CharacterSet':
      return node.kind === 'any' ? `[^${LINE_ENDS}]` : characterSet(node, false);
    case 'CharacterClass':
      return characterClass(node);
    case 'Group':
      if (node.modifiers !== null)
        throw new NotPortable('modifiers such as (?i:...) are not supported; list both cases in a class');
      return `(?:${node.alternatives.map(alternative).join('|')})`;
    case 'CapturingGroup':
      return `(?:${node.alternatives.map(alternative).join('|')})`;
    case 'Quantifier':
      return quantifier(node);
    case 'Assertion':
      return assertion(node);
    case 'Backreference':
      throw new NotPortable('a back-reference is not supported');
    default:
      throw new NotPortable(`${node.type} is not supported`);
  }
}

function assertion(node: AST.Assertion): string {
  if (node.kind === 'start') return '^';
  // Java's $ also matches before a line end at the end of the text.
  if (node.kind === 'end') return '\\z';
  if (node.kind === 'word')
    throw new NotPortable('\\b differs between JavaScript and Java; spell out the characters at the edge');
  throw new NotPortable('look-around is not supported');
}

function quantifier(node: AST.Quantifier): string {
  if (node.element.type === 'Assertion') throw new NotPortable('an assertion cannot be repeated');
  const { min, max } = node;
  const bounds = max === Number.POSITIVE_INFINITY ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;
  const text = { '{0,}': '*', '{1,}': '+', '{0,1}': '?' }[bounds] ?? bounds;
  return element(node.element) + text + (node.greedy ? '' : '?');
}

function characterClass(node: AST.CharacterClass | AST.ExpressionCharacterClass): string {
  if (node.type !== 'CharacterClass' || node.unicodeSets)
    throw new NotPortable('set operations in classes are not supported');
  if (node.elements.length === 0) throw new NotPortable('an empty class is not supported');
  return `[${node.negate ? '^' : ''}${node.elements.map((part) => classElement(part)).join('')}]`;
}

function classElement(node: AST.ClassRangesCharacterClassElement | AST.UnicodeSetsCharacterClassElement): string {
  if (node.type === 'Character') return character(node.value);
  if (node.type === 'CharacterClassRange') return `${character(node.min.value)}-${character(node.max.value)}`;
  if (node.type === 'CharacterSet') return characterSet(node, true);
  throw new NotPortable('set operations in classes are not supported');
}

function characterSet(node: AST.CharacterSet, inClass: boolean): string {
  if (node.kind === 'digit') return node.negate ? '[^0-9]' : inClass ? '0-9' : '[0-9]';
  if (node.kind === 'word') return node.negate ? '[^A-Za-z0-9_]' : inClass ? 'A-Za-z0-9_' : '[A-Za-z0-9_]';
  if (node.kind === 'space') return node.negate ? `[^${SPACE}]` : inClass ? SPACE : `[${SPACE}]`;
  throw new NotPortable(
    '\\p{...} follows the Unicode version, which differs between JavaScript and Java; list the ranges',
  );
}

function character(codePoint: number): string {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) throw new NotPortable('half a surrogate pair matches no text');
  const text = String.fromCodePoint(codePoint);
  if (/[A-Za-z0-9_ ,:;@=%'"!~`<>/]/.test(text)) return text;
  if (codePoint > 0x20 && codePoint < 0x7f) return `\\${text}`;
  return `\\x{${codePoint.toString(16)}}`;
}
