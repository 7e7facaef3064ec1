/** An answer that AWS would give instead of a result: the exception's name as the SDK knows it, and its message. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly type: string;
  readonly status: number;
  /** Further members of the exception's shape, such as Athena's `AthenaErrorCode`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, members: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
    this.members = members;
  }
}

/** Glue: what was named does not exist. */
export function entityNotFound(message: string): AwsError {
  return new AwsError('EntityNotFoundException', message);
}

/** Glue: what shall be created exists. */
export function alreadyExists(message: string): AwsError {
  return new AwsError('AlreadyExistsException', message);
}

/** Glue: the input breaks a rule of the operation. */
export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

/** Athena: the request breaks a rule of the operation. */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): AwsError {
  return new AwsError('InvalidRequestException', message, { AthenaErrorCode: code });
}
