import { sealDigests } from '@sluice/lake-cdk';
import { buildApp } from './app.ts';
import { tellFailure } from './failure.ts';

// The CDK app: what `cdk synth` and `cdk deploy` run.
try {
  const app = buildApp();
  sealDigests(app);
  app.synth({ force: true });
} catch (error) {
  process.exitCode = tellFailure(error);
}
