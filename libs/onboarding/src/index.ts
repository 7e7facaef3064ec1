export { ONBOARDING_ERRORS, OnboardingError } from './errors.ts';
export { inferContract } from './infer.ts';
export { rejections } from './sample.ts';
