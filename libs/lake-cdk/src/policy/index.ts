export { ACCEPTED, ACCEPTED_GUARDS } from './accepted.ts';
export { generalised, renderMatrix } from './matrix.ts';
export { checkWithNag } from './nag.ts';
export { checkTemplate } from './own-checks.ts';
export { policiesUnread, type Statement, statementsOf, type TemplateDocument } from './statements.ts';
export { findWildcards } from './wildcards.ts';
