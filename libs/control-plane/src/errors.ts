import { type ErrorCode, SluiceError, type SluiceErrorOptions } from '@sluice/contract';

/** Codes of the control plane. */
export const CONTROL_PLANE_ERRORS: readonly ErrorCode[] = [
  {
    code: 'SLC9001',
    title: 'step that is not in the table',
    fault: 'tool',
    why: 'States of files and batches change only by the transitions of libs/control-plane/src/states.ts.',
    fix: 'Report it: this is a defect of Sluice.',
  },
];

const byCode = new Map(CONTROL_PLANE_ERRORS.map((definition) => [definition.code, definition]));

/** An error of the control plane, with its code. */
export class ControlPlaneError extends SluiceError {
  override readonly name = 'ControlPlaneError';

  constructor(code: string, message: string, options: SluiceErrorOptions = {}) {
    const definition = byCode.get(code);
    if (definition === undefined) throw new RangeError(`unregistered error code ${code}`);
    super(definition, message, options);
  }
}
