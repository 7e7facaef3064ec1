/** The door of this folder: what a pattern costs and how it grows is nobody else's business. */
export { portablePattern } from './portable-pattern.ts';
