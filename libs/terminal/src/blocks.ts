/**
 * A page with another text in the block that is fenced as ```` ```text <name> ````: what is made from a run or a
 * measurement stands there, and nobody types it. A page without the block is refused.
 */
export function withBlock(page: string, name: string, text: string): string {
  const opening = `\`\`\`text ${name}\n`;
  const from = page.indexOf(opening);
  const to = page.indexOf('\n```\n', from);
  if (from < 0 || to < 0) throw new TypeError(`the page has no block ${opening.trim()}`);
  return `${page.slice(0, from + opening.length)}${text.replace(/\n+$/, '')}${page.slice(to)}`;
}
