export { SETUP_ERRORS } from './errors.mjs';
export { main } from './main.mjs';
