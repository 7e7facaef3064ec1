export { renderError, SETUP_ERRORS, SetupError } from './errors.mjs';
export { main } from './main.mjs';
