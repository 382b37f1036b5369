import type { ProblemItem } from '@notes/service';
import type { TLocalizedValidationError } from 'typebox/error';

const maxItems = 20;

/** What is wrong with a frame, as `errors` of a problem. `at`: where in the frame the value stood, as a JSON Pointer. */
export function mistakes(errors: readonly TLocalizedValidationError[], at: string): ProblemItem[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const items = errors
    // An unknown member is reported twice, and each variant of a union besides the union itself.
    .filter(
      ({ keyword, schemaPath }) =>
        keyword !== 'boolean' && !unions.some((union) => schemaPath.startsWith(`${union.schemaPath}/anyOf/`)),
    )
    .flatMap((error) => itemsOf(error, at));
  return items.slice(0, maxItems);
}

function itemsOf(error: TLocalizedValidationError, at: string): ProblemItem[] {
  const path = `${at}${error.instancePath}`;
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => item(`${path}/${name}`, 'required', 'Must be present.'));
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) =>
        item(`${path}/${name}`, 'unknown-member', 'Unknown member.'),
      );
    case 'minLength':
      return [item(path, 'too-short', `Must be at least ${error.params.limit} characters long.`)];
    case 'maxLength':
      return [item(path, 'too-long', `Must be at most ${error.params.limit} characters long.`)];
    case 'type':
      return [item(path, 'wrong-type', `Must be of type ${[error.params.type].flat().join(' or ')}.`)];
    default:
      return [item(path, 'wrong-type', 'Must be one of the types that are described.')];
  }
}

const item = (path: string, code: string, detail: string): ProblemItem => ({
  pointer: `#${path.split('/').map(encodeSegment).join('/')}`,
  code,
  detail,
});

/** Half of a surrogate pair cannot be percent-encoded. */
const encodeSegment = (segment: string): string => encodeURIComponent(segment.replace(/[\ud800-\udfff]/gu, '\ufffd'));
