export { renderError, SetupError } from './errors.mjs';
export { main } from './main.mjs';
