import { SluiceError } from '@sluice/protocol';
import { LakeError } from '../errors.ts';

/** Names of errors that say: who asks is not known, or the clock of the request is wrong. */
const CREDENTIALS =
  /CredentialsProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|TokenRefreshRequired|InvalidSignature/;
const NETWORK =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|TimeoutError|NetworkingError|socket hang up/;

/** What a request to a target failed with, in our form. What is no answer of a service keeps its own code. */
export function targetFailure(thrown: unknown, kind: 'local' | 'aws'): unknown {
  if (thrown instanceof SluiceError || !(thrown instanceof Error)) return thrown;
  const { name, message } = thrown;
  const said = `${name} ${message} ${(thrown as NodeJS.ErrnoException).code ?? ''}`;
  if (CREDENTIALS.test(said) || /Region is missing/.test(message)) {
    return new LakeError('SLC8031', firstLine(message), { cause: thrown });
  }
  if (NETWORK.test(said)) {
    return kind === 'local'
      ? new LakeError('SLC8030', 'the local lake does not answer any more', { cause: thrown })
      : new LakeError('SLC8031', `AWS does not answer: ${firstLine(message) || name}`, { cause: thrown });
  }
  if (!('$metadata' in thrown)) return thrown;
  const status = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return new LakeError('SLC8034', `${name}${status === undefined ? '' : ` (${status})`}: ${firstLine(message)}`, {
    cause: thrown,
  });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
