import { join } from 'node:path';

/** The root of the repository. */
export const CHECKOUT = join(import.meta.dirname, '..', '..', '..');

/** Where bundles and templates are made; nothing of it is committed. */
export const WORK_FOLDER = join(CHECKOUT, '.cache', 'platform');
