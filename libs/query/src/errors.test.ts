import { describe, expect, it } from 'vitest';
import { errorOfRequest, errorOfState, QUERY_ERRORS, QueryError } from './errors.ts';

const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('a request that the service did not take', () => {
  it.each<[string, Error, string]>([
    [
      'malformed, by its code',
      failure('InvalidRequestException', 'x', { AthenaErrorCode: 'MALFORMED_QUERY' }),
      'SLC7001',
    ],
    ['malformed, by its place', failure('InvalidRequestException', 'line 1:8: mismatched input'), 'SLC7001'],
    ['an unknown workgroup', failure('InvalidRequestException', 'WorkGroup x is not found'), 'SLC7006'],
    ['an unknown table', failure('EntityNotFoundException', 'Table x'), 'SLC7006'],
    ['an input that breaks a rule', failure('InvalidInputException', 'x'), 'SLC7006'],
    ['a catalog that does not answer', failure('MetadataException', 'x'), 'SLC7006'],
    ['nobody listens', failure('Error', 'connect', { code: 'ECONNREFUSED' }), 'SLC7005'],
    [
      'nobody listens, said by the cause',
      failure('TypeError', 'fetch failed', { cause: { code: 'ENOTFOUND' } }),
      'SLC7005',
    ],
    ['a time-out', failure('TimeoutError', 'x'), 'SLC7005'],
    ['no credentials', failure('CredentialsProviderError', 'Could not load'), 'SLC7005'],
    ['expired credentials', failure('ExpiredTokenException', 'x'), 'SLC7005'],
    ['credentials that may not', failure('AccessDeniedException', 'x'), 'SLC7005'],
  ])('%s', (_, thrown, code) => {
    expect(errorOfRequest(thrown)).toMatchObject({ code, cause: thrown });
  });

  it('always says something', () => {
    expect(errorOfRequest(failure('AggregateError', '', { code: 'ECONNREFUSED' }))).toMatchObject({
      message: 'ECONNREFUSED',
    });
    expect(errorOfRequest(failure('TimeoutError', ''))).toMatchObject({ message: 'TimeoutError' });
  });

  it.each([
    ['an error of ours', new QueryError('SLC7003', 'x')],
    ['a defect of the program', new RangeError('x')],
    ['what is no error at all', 'text'],
  ])('%s stays what it is', (_, thrown) => {
    expect(errorOfRequest(thrown)).toBe(thrown);
  });
});

describe('a query that ended otherwise', () => {
  it.each([
    ['SYNTAX_ERROR: line 1:1', 'SLC7001'],
    ['TABLE_NOT_FOUND: x', 'SLC7001'],
    ['FAILED: SemanticException [Error 10001]', 'SLC7001'],
    ['a value says SYNTAX_ERROR', 'SLC7002'],
    ['SYNTAX_ERRORS are many', 'SLC7002'],
  ])('"%s" is %s', (reason, code) => {
    expect(errorOfState('FAILED', reason, 'id').code).toBe(code);
  });
});

it('every code is registered once, and no other is thrown', () => {
  const codes = QUERY_ERRORS.map(({ code }) => code);

  expect(new Set(codes).size).toBe(codes.length);
  expect(() => new QueryError('SLC7999', 'x')).toThrow(RangeError);
});
