export {
  type At,
  type BatchPlace,
  manifestOf,
  type RunPins,
  readHead,
  readIntent,
  readManifest,
  readReport,
} from './documents.ts';
