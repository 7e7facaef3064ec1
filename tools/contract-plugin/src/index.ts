export { createTemporaryWorkspace, type TemporaryWorkspace } from './temporary-workspace.ts';
