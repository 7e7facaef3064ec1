import { sealDigests } from '@sluice/lake-cdk';
import { buildApp } from './app.ts';
import { tellFailure } from './failure.ts';
import { withWorkFolder } from './work-folder.ts';

// The CDK app: what `cdk synth` and `cdk deploy` run.
try {
  await withWorkFolder((work) => {
    const app = buildApp({ work });
    sealDigests(app);
    app.synth({ force: true });
  });
} catch (error) {
  process.exitCode = tellFailure(error);
}
